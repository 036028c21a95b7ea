import { hostname } from "node:os";

import { type Job as Task, UnrecoverableError, WaitingError, Worker } from "bullmq";
import * as v from "valibot";

import type { BackendOptions } from "../../backend/load";
import { JobHandedBackError, JobInputError } from "../errors";
import { type Job, jobSchema } from "../job";
import { kindNamed } from "../kinds";
import type { Places } from "../places";
import { ThreadPool } from "../threads/pool";
import { connect, parseQueueUrl, PREFIX, queueName } from "./connection";
import type { TaskProgress } from "./progress";

export interface WorkerOptions {
  readonly url: string;
  readonly places: Places;
  readonly kinds: readonly string[];
  /** Jobs at a time. */
  readonly threads: number;
  readonly backend: BackendOptions;
  /** Time without a sign of life after which a worker counts as dead, and its jobs go to others. */
  readonly lockSeconds: number;
  readonly tell: (text: string) => void;
}

/**
 * How many workers a job may take with it before it is given up: one that dies by chance is rare, one by one job, of
 * memory or in native code, is not, and would end all of them one after the other.
 */
const DEATHS = 3;
const PROGRESS_MS = 1000;

/**
 * A process that does jobs from a queue. The jobs run in threads, so that this one is always free to renew their locks:
 * a worker counts as dead only when it is.
 */
export class QueueWorker {
  readonly #options: WorkerOptions;
  readonly #name = `${hostname()}:${process.pid}`;
  readonly #pool: ThreadPool;
  readonly #running = new Map<string, Job>();
  readonly #workers: Worker[];
  readonly #disconnect: () => void;

  private constructor(options: WorkerOptions, redis: Awaited<ReturnType<typeof connect>>) {
    const { kinds, threads, lockSeconds, places, backend, tell } = options;
    this.#options = options;
    this.#pool = new ThreadPool(threads, places, backend);
    this.#disconnect = () => redis.disconnect();
    this.#workers = kinds.map((kind) => {
      const worker = new Worker(queueName(kind), (task: Task, token) => this.#do(task, token), {
        connection: redis,
        prefix: PREFIX,
        skipVersionCheck: true,
        name: this.#name,
        concurrency: kindNamed(kind).alone ? 1 : threads,
        // Renewed at half its time. A dead worker's jobs are with others after twice this time at the latest.
        lockDuration: lockSeconds * 1000,
        stalledInterval: lockSeconds * 500,
        // How often it may begin anew after a death.
        maxStalledCount: DEATHS - 1,
      });
      worker.on("error", (error) => {
        // The connection tells of its own errors.
        if (!("code" in error) && !/Connection is closed/u.test(error.message)) tell(`${kind}: ${error.message}`);
      });
      worker.on("stalled", (id) => tell(`${kind}: another worker died with job ${id.slice(0, 12)}; it begins anew`));
      worker.on("lockRenewalFailed", (ids) => this.#abandon(ids));
      return worker;
    });
  }

  /** @throws QueueError if the queue cannot be used, JobInputError if a kind is unknown. */
  static async start(options: WorkerOptions): Promise<QueueWorker> {
    for (const kind of options.kinds) kindNamed(kind);
    const redis = await connect(options.url, options.tell);
    const worker = new QueueWorker(options, redis);
    await Promise.all(worker.#workers.map((each) => each.waitUntilReady()));
    const { host } = parseQueueUrl(options.url);
    options.tell(`${worker.#name} does ${options.kinds.join(", ")} for ${host}, ${options.threads} at a time`);
    return worker;
  }

  /** Takes no more jobs; those under way are finished, or saved and handed back. */
  async stop(): Promise<void> {
    const closing = this.#workers.map((worker) => worker.close());
    this.#pool.stop();
    await Promise.all(closing);
    await this.#pool.close();
    this.#disconnect();
  }

  async #do(task: Task, token: string | undefined): Promise<TaskProgress> {
    const job = checked(task.data);
    const { tell } = this.#options;
    const id = task.id ?? "";
    this.#running.set(id, job);
    let toldAt = 0;
    let last: TaskProgress = { done: 0, of: 1, worker: this.#name };
    const progress = (done: number, of: number): void => {
      last = { done, of, worker: this.#name };
      if (Date.now() - toldAt < PROGRESS_MS) return;
      toldAt = Date.now();
      task.updateProgress(last).catch(() => undefined);
    };
    try {
      await this.#pool.run(job, { started: () => progress(0, 1), progress });
      tell(`${job.label}: done`);
      return last;
    } catch (error) {
      tell(`${job.label}: ${error instanceof Error ? error.message : String(error)}`);
      if (error instanceof JobHandedBackError) {
        await task.moveToWait(token);
        throw new WaitingError();
      }
      throw error instanceof JobInputError ? new UnrecoverableError(error.message) : error;
    } finally {
      this.#running.delete(id);
    }
  }

  /** What is another worker's by now must not be written by two. */
  #abandon(ids: readonly string[]): void {
    for (const id of ids) {
      const job = this.#running.get(id);
      if (!job) continue;
      this.#options.tell(`${job.label}: its lock is lost, so that it is another worker's now; it is ended here`);
      this.#pool.abandon(job).catch(() => undefined);
    }
  }
}

function checked(data: unknown): Job {
  const parsed = v.safeParse(jobSchema, data);
  if (!parsed.success) throw new UnrecoverableError("it is no job of mealshift");
  const { kind, version } = parsed.output;
  const known = kindNamed(kind).version;
  if (known === version) return parsed.output;
  throw new UnrecoverableError(
    `it was made by a mealshift whose ${kind} is version ${version}, and this worker's is ${known}: bring all machines to one version`,
  );
}
