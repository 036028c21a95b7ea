import { type Job as Task, type JobType, Queue } from "bullmq";
import * as v from "valibot";

import type { JobLine } from "../board";
import { kindNames } from "../kinds";
import { connect, PREFIX, queueName } from "./connection";
import { progressSchema } from "./progress";

/** Of thousands that wait or are done, some are enough to be looked at. */
const SHOWN = 30;
const states = [
  ["active", "active"],
  ["failed", "failed"],
  ["delayed", "waiting"],
  ["waiting", "waiting"],
  ["completed", "done"],
] as const satisfies readonly (readonly [JobType, JobLine["state"]])[];

/** What is on a queue, whoever sent it and whoever does it. */
export class QueueStatus {
  readonly #queues: readonly (readonly [kind: string, queue: Queue])[];
  readonly #disconnect: () => void;

  private constructor(redis: Awaited<ReturnType<typeof connect>>) {
    this.#queues = kindNames.map((kind) => {
      const queue = new Queue(queueName(kind), { connection: redis, prefix: PREFIX, skipVersionCheck: true });
      // The connection tells of its own errors.
      queue.on("error", () => undefined);
      return [kind, queue];
    });
    this.#disconnect = () => redis.disconnect();
  }

  /** @throws QueueError if the queue cannot be used. */
  static async open(url: string, tell: (text: string) => void): Promise<QueueStatus> {
    return new QueueStatus(await connect(url, tell));
  }

  /** The jobs under way, those that failed, and the next and the last few. */
  async read(): Promise<JobLine[]> {
    const lines: JobLine[] = [];
    for (const [kind, queue] of this.#queues) {
      for (const [of, state] of states) {
        const tasks = await queue.getJobs(of, 0, SHOWN - 1);
        lines.push(...tasks.map((task) => lineOf(kind, state, task)));
      }
    }
    return lines;
  }

  async close(): Promise<void> {
    await Promise.all(this.#queues.map(([, queue]) => queue.close()));
    this.#disconnect();
  }
}

function lineOf(kind: string, state: JobLine["state"], task: Task): JobLine {
  const told = v.safeParse(progressSchema, task.progress);
  const { done, of } = told.success ? told.output : { done: 0, of: 1 };
  const worker = task.processedBy ?? (told.success ? told.output.worker : undefined);
  return {
    id: task.id ?? "",
    kind,
    label: task.name,
    state,
    progress: state === "done" ? 1 : done / Math.max(of, 1),
    ...(worker !== undefined && state !== "waiting" ? { worker } : {}),
    ...(task.processedOn !== undefined ? { started: new Date(task.processedOn).toISOString() } : {}),
    ...(task.failedReason ? { error: task.failedReason } : {}),
  };
}
