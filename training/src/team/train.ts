import { availableParallelism } from "node:os";
import { SHARE_ENV, Worker } from "node:worker_threads";

import * as v from "valibot";

import { type BackendOptions, loadBackend } from "../backend/load";
import type { Recipe } from "../recipes";
import type { Progress } from "../run/loop";
import { WorkerLostError } from "./errors";
import { type WorkerReport, workerReportSchema, type WorkerTask } from "./messages";
import { requireServable } from "./servable";
import { dissolve, makeTeamMemory, type TeamMemory } from "./shared-team";

export interface TeamOptions {
  readonly recipe: Recipe;
  /** An existing run's directory. */
  readonly run: string;
  readonly data: string;
  readonly cache: string;
  readonly base: string;
  readonly backend: BackendOptions;
  readonly workers: number;
}

export interface TeamListener {
  readonly line: (text: string) => void;
  readonly progress: (progress: Progress) => void;
}

interface Result {
  readonly step: number;
  readonly finished: boolean;
}

/**
 * One training on several threads, each with a backend of its own: synchronous data parallelism. Each takes its part of
 * every batch, the gradients are averaged, and all take the same step of Adam; the first one keeps the run.
 */
export class TeamTraining {
  /** The training's end, however it came. */
  readonly result: Promise<Result>;
  readonly threads: Worker[] = [];
  readonly #memory: TeamMemory;

  /**
   * @throws SharedTrainingError if the recipe or the backend cannot be shared; `result` rejects with WorkerLostError if a
   *   worker ends before its time.
   */
  constructor(options: TeamOptions, listener: TeamListener) {
    requireServable(options.recipe, options.workers, options.backend.backend);
    this.#memory = makeTeamMemory(options.workers);
    this.result = this.#train(options, listener);
  }

  /** Lets the step under way be finished and saved. */
  stop(): void {
    this.threads[0]?.postMessage("stop");
  }

  async #train(options: TeamOptions, listener: TeamListener): Promise<Result> {
    const { workers, ...task } = options;
    const backend = await backendOfEach(options.backend, workers);
    const start = (index: number, onReport: (report: WorkerReport) => void): Promise<Error | null> =>
      this.#start({ ...task, backend, memory: this.#memory, index, count: workers }, onReport);

    let result: Result | undefined;
    let others: Promise<Error | null>[] = [];
    // The first one decodes the pictures; the others then find them in the cache.
    const failure = await start(0, (report) => {
      switch (report.report) {
        case "ready":
          listener.line(`${workers} workers, each on ${report.backend}`);
          others = Array.from({ length: workers - 1 }, (_, i) => start(i + 1, () => undefined));
          break;
        case "line":
          listener.line(report.text);
          break;
        case "progress":
          listener.progress(report.progress);
          break;
        case "done":
          result = { step: report.step, finished: report.finished };
          break;
      }
    });
    // Those that waited for the one that ended say only that.
    const reason = [failure, ...(await Promise.all(others))].find((error) => error !== null && !isEcho(error));
    if (reason) {
      throw new WorkerLostError(
        `a worker ended: ${reason.name}: ${reason.message}; what ${options.run} has saved is whole: mealshift resume goes on from there`,
      );
    }
    if (!result) throw new WorkerLostError(`the workers ended before the training in ${options.run} did`);
    return result;
  }

  /** Runs a thread to its end. @returns What ended it before its time. */
  #start(task: WorkerTask, onReport: (report: WorkerReport) => void): Promise<Error | null> {
    return new Promise((resolve) => {
      const thread = new Worker(new URL("../../bin/team-thread.js", import.meta.url), {
        workerData: task,
        // libgomp reads the environment of the process, and not what a thread has of it.
        env: SHARE_ENV,
      });
      this.threads.push(thread);
      const end = (error: Error): void => {
        dissolve(this.#memory);
        resolve(error);
      };
      thread.on("message", (message: unknown) => onReport(v.parse(workerReportSchema, message)));
      thread.on("error", end);
      thread.on("exit", (code) => {
        if (code === 0) resolve(null);
        else end(new Error(`worker ${task.index} ended with code ${code}`));
      });
    });
  }
}

function isEcho(error: Error): boolean {
  return error.name === "WorkerLostError";
}

/** The same backend for all, with its part of the cores. @throws BackendUnavailableError if there is none. */
async function backendOfEach(options: BackendOptions, workers: number): Promise<BackendOptions> {
  const threads = options.threads ?? Math.max(1, Math.floor(availableParallelism() / workers));
  if (options.backend !== undefined) return { ...options, threads };
  const hasOneDnn = await loadBackend({ backend: "onednn", threads }).then(
    () => true,
    () => false,
  );
  return { ...options, backend: hasOneDnn ? "onednn" : "wasm", threads };
}
