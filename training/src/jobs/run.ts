import { availableParallelism } from "node:os";

import type { BackendOptions } from "../backend/load";
import { JobBoard } from "./board";
import { JobsFailedError, JobsStoppedError } from "./errors";
import type { Job } from "./job";
import { type JobEnds, runLocally } from "./local";
import type { Places } from "./places";
import { readResult, removePartial } from "./results";

/** Where jobs are done. */
export interface RunJobsOptions {
  readonly places: Places;
  /** Redis whose workers do them, `redis://…`; without, threads of this process. */
  readonly queue?: string | undefined;
  /** Threads; without, one for each core. */
  readonly threads?: number | undefined;
  /** What this process computes with, where it does the jobs. */
  readonly backend?: BackendOptions | undefined;
  /** Aborts when jobs under way are to be saved and left; those on a queue are the workers' and go on. */
  readonly signal?: AbortSignal | undefined;
  /** File that tells how far the jobs are, `status.json` in the folder of their results. */
  readonly status: string;
  /** Whether other processes write results to the same folders at the same time. */
  readonly others?: boolean;
  readonly tell: (text: string) => void;
}

const TELL_MS = 5000;
/** Jobs under way that are told by name. */
const NAMED = 2;

/**
 * Has jobs done, each once: what was done before is found by its result. `take` is given each result, in any order, one
 * at a time; this process alone calls it, so that it may write what must not be written by two.
 * @throws JobsFailedError naming each job that failed, after all others were done; JobsStoppedError if the signal came first.
 */
export async function runJobs(
  jobs: readonly Job[],
  options: RunJobsOptions,
  take: (job: Job, result: unknown) => Promise<void>,
): Promise<void> {
  const { places, queue, tell, signal = new AbortController().signal } = options;
  const board = new JobBoard(jobs, options.status);
  const failures: string[] = [];
  let taking = Promise.resolve();
  const takeInTurn = (job: Job, result: unknown): Promise<void> => {
    taking = taking.then(() => take(job, result));
    return taking.then(() => board.set(job, { state: "done", progress: 1 }));
  };
  const ends: JobEnds = {
    listener: (job, worker) => ({
      started: () => board.set(job, { state: "active", worker, started: new Date().toISOString(), progress: 0 }),
      progress: (done, of) => board.set(job, { progress: of > 0 ? done / of : 0 }),
    }),
    returned: (job) => board.set(job, { state: "waiting" }),
    done: async (job) => {
      const found = await readResult(job, places);
      if (found) await takeInTurn(job, found.result);
      else ends.failed(job, `it is said to be done, but its result is not below ${places.pathOf(job.out)}`);
    },
    failed: (job, message) => {
      failures.push(`${job.label}: ${message}`);
      board.set(job, { state: "failed", error: message });
      tell(`${job.label} failed: ${message}`);
    },
  };
  let told = "";
  const telling = setInterval(() => {
    const line = progressLine(board);
    if (line !== told) tell(line);
    told = line;
  }, TELL_MS);
  try {
    const missing: Job[] = [];
    for (const job of jobs) {
      const found = await readResult(job, places);
      if (found) await takeInTurn(job, found.result);
      else missing.push(job);
    }
    if (queue === undefined) {
      const threads = options.threads ?? availableParallelism();
      await runLocally(missing, { places, backend: options.backend ?? {}, threads, signal }, ends);
    } else if (missing.length > 0) {
      const { runOnQueue } = await import("./redis/submit");
      await runOnQueue(missing, { url: queue, places, signal, tell }, ends);
    }
  } finally {
    clearInterval(telling);
    await board.close();
  }
  const { done } = board.status.counts;
  if (signal.aborted && done < jobs.length) {
    throw new JobsStoppedError(`stopped with ${done} of ${jobs.length} jobs done; the same command goes on`);
  }
  if (failures.length === 0) {
    const folders = options.others === true ? [] : new Set(jobs.map((job) => places.pathOf(job.out)));
    for (const out of folders) await removePartial(out);
    return;
  }
  throw new JobsFailedError(
    `${failures.length} of ${jobs.length} jobs failed; what the others made is kept, and running the same again does only these:\n${failures.map((text) => `  ${text}`).join("\n")}`,
  );
}

function progressLine({ status: { counts, jobs } }: JobBoard): string {
  const { done, active, waiting, failed } = counts;
  const bad = failed > 0 ? `, ${failed} failed` : "";
  const under = jobs.filter(({ state }) => state === "active").slice(0, NAMED);
  const named = under.map(({ label, progress }) => `${label} (${Math.round(progress * 100)} %)`).join("; ");
  return `${done} of ${done + active + waiting + failed} jobs done, ${active} under way${named === "" ? "" : `: ${named}`}${bad}`;
}
