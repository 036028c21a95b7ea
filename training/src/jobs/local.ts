import { setTimeout as sleep } from "node:timers/promises";

import type { BackendOptions } from "../backend/load";
import type { Job } from "./job";
import { perform } from "./perform";
import type { Places } from "./places";
import { ATTEMPTS, BACKOFF_MS, failureOf } from "./retry";
import { type JobListener, ThreadPool } from "./threads/pool";

/** What is done with each job of a step when something becomes of it. */
export interface JobEnds {
  readonly listener: (job: Job, worker: string) => JobListener;
  /** It waits again: its worker handed it back, or is no more. */
  readonly returned: (job: Job) => void;
  readonly done: (job: Job) => Promise<void>;
  readonly failed: (job: Job, message: string) => void;
}

/** Does jobs in threads of this process, `threads` at a time. */
export async function runLocally(
  jobs: readonly Job[],
  machine: {
    readonly places: Places;
    readonly backend: BackendOptions;
    readonly threads: number;
    readonly signal: AbortSignal;
  },
  ends: JobEnds,
): Promise<void> {
  const { places, backend, threads, signal } = machine;
  if (signal.aborted) return;
  const pool = new ThreadPool(threads, places, backend);
  // A thread of its own makes one job no faster, and takes a second to start.
  const only = jobs.length === 1;
  const runOnce = (job: Job, listener: JobListener): Promise<void> => {
    if (!only) return pool.run(job, listener);
    listener.started();
    return perform(job, { places, backend, signal, progress: listener.progress });
  };
  const stop = (): void => pool.stop();
  signal.addEventListener("abort", stop);
  try {
    await Promise.all(
      jobs.map(async (job) => {
        const failure = await repeatedly(() => runOnce(job, ends.listener(job, only ? "this process" : "a thread")));
        if (failure === undefined) await ends.done(job);
        else if (!signal.aborted) ends.failed(job, failure);
      }),
    );
  } finally {
    signal.removeEventListener("abort", stop);
    await pool.close();
  }
}

/** @returns Why it failed at last, or undefined. */
async function repeatedly(work: () => Promise<void>): Promise<string | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      return undefined;
    } catch (error) {
      const { message, why } = failureOf(error);
      if (why !== "chance") return message;
      if (attempt === ATTEMPTS) return `${message} (tried ${ATTEMPTS} times)`;
      await sleep(BACKOFF_MS * 2 ** (attempt - 1));
    }
  }
}
