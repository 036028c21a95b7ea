import { dirname, resolve } from "node:path";

import { InvalidArgumentError, Option } from "commander";

import type { BackendOptions } from "../backend/load";
import type { CurationJobs } from "../curation/curation-jobs";
import { Places } from "../jobs/places";
import { parseShard, type Shard } from "../jobs/shards";
import { dataDirectory } from "./train";

/** What a command that has jobs may be told about where they are done. */
export interface JobFlags {
  readonly queue?: string | undefined;
  readonly shared?: string | undefined;
  readonly shard?: Shard | undefined;
  readonly jobs?: number | undefined;
}

export const queueOption = (): Option =>
  new Option("--queue <url>", "have workers do the jobs, through Redis, such as redis://host:6379");
export const sharedOption = (): Option =>
  new Option("--shared <folder>", "folder that all machines share, maybe under other paths");
export const jobsOption = (): Option =>
  new Option("--jobs <count>", "jobs at a time in this process (default: one for each core)").argParser(fromOne);
export const shardOption = (): Option =>
  new Option("--shard <i/n>", "do a part alone, without a queue; the same without --shard collects them")
    .argParser(shardFrom)
    .conflicts("queue");

/** How files are called in jobs that write to `out`: without `--shared`, from its parent. */
export function jobPlaces(out: string, { queue, shared }: Pick<JobFlags, "queue" | "shared">): Places {
  return new Places({
    data: dataDirectory(),
    shared: shared ?? dirname(resolve(out)),
    everywhere: queue !== undefined,
  });
}

/** Aborts at the first Ctrl-C or SIGTERM; the second ends the process. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

/** Takes the flags about jobs from those of a step. */
export function withoutJobFlags<T extends JobFlags>(flags: T): Omit<T, keyof JobFlags> {
  const { queue: _queue, shared: _shared, shard: _shard, jobs: _jobs, ...rest } = flags;
  return rest;
}

export function curationJobs(flags: JobFlags, tell: (text: string) => void, backend?: BackendOptions): CurationJobs {
  const { queue, shared, shard, jobs: threads } = flags;
  return { queue, shared, shard, threads, backend, data: dataDirectory(), tell };
}

export function fromOne(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("A whole number from 1 is wanted.");
  return value;
}

function shardFrom(text: string): Shard {
  try {
    return parseShard(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
