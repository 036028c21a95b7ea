import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { type JobLine, readStatus } from "../jobs/board";
import type { JobStatus } from "../watch";

/** Where the page's jobs come from: a queue, or what steps without one write beside their results. */
export interface WatchedJobs {
  readonly read: () => Promise<readonly JobStatus[]>;
  readonly close: () => Promise<void>;
}

/** @returns null where there is no queue, and no step with jobs has worked in the folders. */
export async function watchedJobs(
  folders: readonly string[],
  queue: string | undefined,
  tell: (text: string) => void,
): Promise<WatchedJobs | null> {
  if (queue !== undefined) {
    const { QueueStatus } = await import("../jobs/redis/status");
    const status = await QueueStatus.open(queue, tell);
    return { read: async () => (await status.read()).map(statusOf), close: () => status.close() };
  }
  const read = async (): Promise<JobLine[]> => (await Promise.all(folders.map(jobsBelow))).flat();
  if ((await read()).length === 0) return null;
  return { read: async () => (await read()).map(statusOf), close: () => Promise.resolve() };
}

/** Of a sweep, an ablation or a set, or of a folder of them. */
async function jobsBelow(folder: string): Promise<JobLine[]> {
  const inner = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const folders = [folder, ...inner.flatMap((entry) => (entry.isDirectory() ? [join(folder, entry.name)] : []))];
  return (await Promise.all(folders.map((path) => readStatus(join(path, "jobs"))))).flat();
}

function statusOf({ id, label, state, progress, worker, started, error }: JobLine): JobStatus {
  const since = started !== undefined && state === "active" ? `since ${new Date(started).toLocaleTimeString()}` : null;
  return {
    id,
    name: label,
    state: state === "done" ? "completed" : state,
    progress,
    worker: worker ?? null,
    message: error ?? since,
  };
}
