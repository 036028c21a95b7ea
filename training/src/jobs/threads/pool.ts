import { Worker } from "node:worker_threads";

import * as v from "valibot";

import type { BackendOptions } from "../../backend/load";
import { JobHandedBackError, JobInputError } from "../errors";
import type { Job } from "../job";
import { kindNamed } from "../kinds";
import type { Places } from "../places";
import type { Failure } from "../retry";
import { reportSchema } from "./messages";

/** What the pool tells about a job while it is under way. */
export interface JobListener {
  readonly started: () => void;
  readonly progress: (done: number, of: number) => void;
}

interface Task {
  readonly job: Job;
  readonly listener: JobListener;
  readonly alone: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** A job that may go well another time. */
export class JobTrialError extends Error {
  override readonly name = "JobTrialError";
}

/**
 * Threads that do a job at a time each. The thread that owns the pool stays free, to renew locks and to answer. Jobs
 * begin in the order in which they came; one that takes the whole machine waits until no other runs, and others for it.
 */
export class ThreadPool {
  readonly #size: number;
  readonly #machine: { readonly roots: Places["roots"]; readonly backend: BackendOptions };
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Task>();
  readonly #waiting: Task[] = [];
  #stopped = false;

  constructor(size: number, places: Places, backend: BackendOptions) {
    this.#size = size;
    this.#machine = { roots: places.roots, backend };
  }

  /**
   * Does a job; its result is a file.
   * @throws JobInputError if trying again is no use, JobHandedBackError if the pool was stopped, else JobTrialError.
   */
  run(job: Job, listener: JobListener): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, listener, alone: kindNamed(job.kind).alone, resolve, reject });
      this.#next();
    });
  }

  /** Takes no more jobs; those that can be saved hand themselves back, the others go on to their end. */
  stop(): void {
    this.#stopped = true;
    for (const { job, reject } of this.#waiting.splice(0)) reject(new JobHandedBackError(`${job.label} was not begun`));
    for (const thread of this.#busy.keys()) thread.postMessage({ order: "stop" });
  }

  /** Ends the job at once, whatever it does, and with it its thread: for a job that is no longer this machine's. */
  async abandon(job: Job): Promise<void> {
    for (const [thread, task] of this.#busy) if (task.job === job) await thread.terminate();
  }

  async close(): Promise<void> {
    this.stop();
    await Promise.all([...this.#idle, ...this.#busy.keys()].map((thread) => thread.terminate()));
  }

  #next(): void {
    const task = this.#waiting[0];
    if (task === undefined || this.#stopped || this.#busy.size === this.#size) return;
    const running = [...this.#busy.values()];
    if (running.some(({ alone }) => alone) || (task.alone && running.length > 0)) return;
    this.#waiting.shift();
    const thread = this.#idle.pop() ?? this.#start();
    this.#busy.set(thread, task);
    task.listener.started();
    thread.postMessage({ order: "do", job: task.job });
    this.#next();
  }

  #start(): Worker {
    const thread = new Worker(new URL("../../../bin/job-thread.js", import.meta.url), { workerData: this.#machine });
    thread.on("message", (message: unknown) => {
      const report = v.parse(reportSchema, message);
      if (report.report === "progress") this.#busy.get(thread)?.listener.progress(report.done, report.of);
      else this.#finish(thread, report.report === "done" ? undefined : report.failure, true);
    });
    // Out of memory, a crash of native code that threw, an error outside of the job.
    thread.on("error", (error: Error) =>
      this.#finish(thread, { message: `${error.name}: ${error.message}`, why: "chance" }, false),
    );
    thread.on("exit", (code) =>
      this.#finish(thread, { message: `its thread ended with code ${code}`, why: "chance" }, false),
    );
    return thread;
  }

  /** Also of a thread that ends without a job, which then changes nothing. */
  #finish(thread: Worker, failure: Failure | undefined, alive: boolean): void {
    const task = this.#busy.get(thread);
    this.#busy.delete(thread);
    const known = this.#idle.indexOf(thread);
    if (alive && task?.alone) void thread.terminate();
    else if (alive) this.#idle.push(thread);
    else if (known >= 0) this.#idle.splice(known, 1);
    if (failure === undefined) task?.resolve();
    else task?.reject(errorOf(failure));
    this.#next();
  }
}

function errorOf({ message, why }: Failure): Error {
  if (why === "input") return new JobInputError(message);
  return why === "stopped" ? new JobHandedBackError(message) : new JobTrialError(message);
}
