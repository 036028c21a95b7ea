import { setTimeout as sleep } from "node:timers/promises";

import { type JobsOptions, Queue, QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import * as v from "valibot";

import { type Job, jobId } from "../job";
import type { JobEnds } from "../local";
import type { Places } from "../places";
import { readResult } from "../results";
import { ATTEMPTS, BACKOFF_MS } from "../retry";
import { connect, parseQueueUrl, PREFIX, queueName } from "./connection";
import { progressSchema } from "./progress";

/** Between two looks at all jobs: events are faster, but may be missed while Redis is away. */
const LOOK_MS = 5000;
/** A network folder may show a file later than Redis tells of it. */
const RESULT_MS = 30_000;
const AT_ONCE = 200;

/** Kept for `watch` and for those who ask why; what counts is in the results. */
const taskOptions: JobsOptions = {
  attempts: ATTEMPTS,
  backoff: { type: "exponential", delay: BACKOFF_MS },
  removeOnComplete: { age: 24 * 3600, count: 10_000 },
  removeOnFail: { age: 7 * 24 * 3600, count: 10_000 },
};

/**
 * Has workers do the jobs, and returns when each is done or has failed. Ended before, it loses nothing: workers go on, and
 * the next time their results are found. Jobs that Redis has forgotten are sent again.
 */
export async function runOnQueue(
  jobs: readonly Job[],
  options: {
    readonly url: string;
    readonly places: Places;
    readonly signal: AbortSignal;
    readonly tell: (text: string) => void;
  },
  ends: JobEnds,
): Promise<void> {
  const redis = await connect(options.url, options.tell);
  if (options.signal.aborted) {
    redis.disconnect();
    return;
  }
  const kinds = [...new Set(jobs.map(({ kind }) => kind))];
  const queues = kinds.map((kind) => {
    const ofKind = jobs.filter((job) => job.kind === kind);
    return new KindOnQueue(kind, ofKind, redis, options, ends);
  });
  options.tell(`${jobs.length} jobs for the workers at ${parseQueueUrl(options.url).host}`);
  const stop = (): void => queues.forEach((queue) => queue.leave());
  options.signal.addEventListener("abort", stop);
  try {
    await Promise.all(queues.map((queue) => queue.finish()));
  } finally {
    options.signal.removeEventListener("abort", stop);
    await Promise.all(queues.map((queue) => queue.close()));
    redis.disconnect();
  }
}

class KindOnQueue {
  readonly #kind: string;
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  readonly #pending: Map<string, Job>;
  readonly #workers = new Map<string, string>();
  readonly #places: Places;
  readonly #tell: (text: string) => void;
  readonly #ends: JobEnds;
  readonly #ending = new Set<Promise<void>>();
  #workersCount: number | undefined;
  #broken: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(
    kind: string,
    jobs: readonly Job[],
    connection: Redis,
    { places, tell }: { readonly places: Places; readonly tell: (text: string) => void },
    ends: JobEnds,
  ) {
    this.#kind = kind;
    this.#pending = new Map(jobs.map((job) => [jobId(job), job]));
    this.#places = places;
    this.#tell = tell;
    this.#ends = ends;
    const options = { connection, prefix: PREFIX, skipVersionCheck: true };
    this.#queue = new Queue(queueName(kind), options);
    this.#events = new QueueEvents(queueName(kind), options);
    // The connection tells of its own errors.
    this.#queue.on("error", () => undefined);
    this.#events.on("error", () => undefined);
    this.#events.on("completed", ({ jobId: id }) => this.#end(id));
    this.#events.on("failed", ({ jobId: id, failedReason }) => this.#end(id, failedReason));
    this.#events.on("waiting", ({ jobId: id, prev }) => this.#returned(id, prev));
    this.#events.on("delayed", ({ jobId: id }) => this.#returned(id, "active"));
    this.#events.on("progress", ({ jobId: id, data }) => this.#progress(id, data));
  }

  async finish(): Promise<void> {
    await this.#events.waitUntilReady();
    await this.#send([...this.#pending.entries()]);
    while (this.#pending.size > 0) {
      await this.#tellOfNoWorkers();
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const waiting = new AbortController();
      await Promise.race([woken, sleep(LOOK_MS, undefined, { signal: waiting.signal })]);
      waiting.abort();
      if (this.#broken) throw this.#broken;
      if (this.#pending.size > 0) await this.#look();
    }
    await Promise.all(this.#ending);
    if (this.#broken) throw this.#broken;
  }

  /** Waits for no more jobs; workers go on with them. */
  leave(): void {
    this.#pending.clear();
    this.#wake();
  }

  async close(): Promise<void> {
    await Promise.all([this.#queue.close(), this.#events.close()]);
  }

  /** Jobs that wait or run already stay as they are; those that ended without a result, or failed, begin anew. */
  async #send(jobs: readonly (readonly [string, Job])[]): Promise<void> {
    for (let first = 0; first < jobs.length; first += AT_ONCE) {
      const some = jobs.slice(first, first + AT_ONCE);
      await Promise.all(
        some.map(async ([id]) => {
          const state = await this.#queue.getJobState(id);
          if (state === "completed" || state === "failed") await this.#queue.remove(id);
        }),
      );
      await this.#queue.addBulk(
        some.map(([id, job]) => ({ name: job.label, data: job, opts: { ...taskOptions, jobId: id } })),
      );
    }
  }

  /** Makes up for events that were missed. */
  async #look(): Promise<void> {
    const forgotten: [string, Job][] = [];
    for (const [id, job] of this.#pending) {
      const state = await this.#queue.getJobState(id);
      if (state === "completed") this.#end(id);
      else if (state === "failed") this.#end(id, (await this.#queue.getJob(id))?.failedReason ?? "no reason is known");
      else if (state === "unknown") forgotten.push([id, job]);
    }
    if (forgotten.length === 0) return;
    this.#tell(`Redis has forgotten ${forgotten.length} jobs of ${this.#kind}: they are sent again`);
    await this.#send(forgotten);
  }

  async #tellOfNoWorkers(): Promise<void> {
    const workers = await this.#queue.getWorkersCount();
    const known = this.#workersCount;
    this.#workersCount = workers;
    if (workers > 0 || known === 0) return;
    this.#tell(`no worker takes jobs of ${this.#kind}: mealshift worker --queue URL --shared FOLDER starts one`);
  }

  #returned(id: string, before: string | undefined): void {
    const job = this.#pending.get(id);
    if (!job || before !== "active") return;
    this.#workers.delete(id);
    this.#ends.returned(job);
  }

  #progress(id: string, data: unknown): void {
    const job = this.#pending.get(id);
    const progress = v.safeParse(progressSchema, data);
    if (!job || !progress.success) return;
    const { done, of, worker } = progress.output;
    const listener = this.#ends.listener(job, worker);
    if (this.#workers.get(id) !== worker) listener.started();
    this.#workers.set(id, worker);
    listener.progress(done, of);
  }

  #end(id: string, failure?: string): void {
    const job = this.#pending.get(id);
    if (!job) return;
    this.#pending.delete(id);
    const ending =
      failure === undefined ? this.#takeResult(job) : Promise.resolve(this.#ends.failed(job, reasonOf(failure)));
    this.#ending.add(
      ending.catch((error: unknown) => {
        this.#broken = error instanceof Error ? error : new Error(String(error));
      }),
    );
    if (this.#pending.size === 0) this.#wake();
  }

  async #takeResult(job: Job): Promise<void> {
    const until = Date.now() + RESULT_MS;
    while (Date.now() < until && (await readResult(job, this.#places)) === undefined) await sleep(250);
    await this.#ends.done(job);
    if (this.#broken) this.#wake();
  }
}

/** BullMQ's words for a job that was given up, in ours. */
function reasonOf(failure: string): string {
  if (!failure.includes("stalled more than allowable limit")) return failure;
  return "every worker that began it died with it: see whether their machines have memory enough, or do less at a time (--concurrency 1)";
}
