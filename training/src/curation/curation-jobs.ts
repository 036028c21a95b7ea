import { readdir, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import * as v from "valibot";

import type { BackendOptions } from "../backend/load";
import type { Job } from "../jobs/job";
import { kindNamed, type KindName } from "../jobs/kinds";
import { Places } from "../jobs/places";
import { removeResult } from "../jobs/results";
import { runJobs } from "../jobs/run";
import { blocksOf, isOf, type Shard } from "../jobs/shards";
import type { Manifest } from "./manifest";
import type { Picture } from "./records";

/** What shards leave for those who watch, until a plain run has collected their results. */
const SHARD_STATUS = /^status-\d+-of-\d+\.json$/u;

/** Where the jobs of a step are done; without any of it, in threads of this process. */
export interface CurationJobs {
  readonly queue?: string | undefined;
  /** Folder that all machines share; without one, the set's parent. */
  readonly shared?: string | undefined;
  /** `MEALSHIFT_DATA`. */
  readonly data?: string | undefined;
  /** Do this part alone, and leave the results for a later run, which takes them into the manifest. */
  readonly shard?: Shard | undefined;
  readonly threads?: number | undefined;
  readonly backend?: BackendOptions | undefined;
  readonly tell?: (text: string) => void;
}

/** What a step asks of its pictures. */
export interface PictureWork<Result> {
  readonly kind: KindName;
  /** Those that the step is about, and of them those that it has to do. */
  readonly pictures: readonly Picture[];
  readonly missing: ReadonlySet<Picture>;
  /** Pictures of a job. */
  readonly block: number;
  /** The job's input beside `set`, and the files that it depends on beside the pictures. */
  readonly input: (
    pictures: readonly Picture[],
    places: Places,
  ) => Promise<{ readonly input: object; readonly files: Job["files"] }>;
  readonly result: v.GenericSchema<unknown, Result>;
}

/**
 * Has the work done in jobs, whose results go to `jobs/` in the set until `take` has them in the manifest. Jobs are made of
 * fixed blocks of all pictures, so that what was done before, here or by shards, is found however much is in the manifest.
 */
export async function runOverPictures<Result>(
  manifest: Manifest,
  work: PictureWork<Result>,
  jobs: CurationJobs = {},
  take: (pictures: readonly Picture[], result: Result) => Promise<void>,
): Promise<void> {
  const shared = jobs.shared ?? dirname(resolve(manifest.directory));
  const places = new Places({ shared, data: jobs.data ?? shared, everywhere: jobs.queue !== undefined });
  const set = places.nameOf(manifest.directory);
  const folder = join(manifest.directory, "jobs");
  const picturesOf = new Map<Job, readonly Picture[]>();
  for (const [number, block] of blocksOf(work.pictures, work.block).entries()) {
    const pictures = block.filter((picture) => work.missing.has(picture));
    if (pictures.length === 0 || (jobs.shard && !isOf(jobs.shard, number))) continue;
    const { input, files } = await work.input(pictures, places);
    const pictureFiles = pictures.map(({ picture, sha256 }) => ({
      place: places.nameOf(manifest.pathOf(picture)),
      sha256,
    }));
    const job: Job = {
      kind: work.kind,
      version: kindNamed(work.kind).version,
      input: { set, ...input },
      files: [...pictureFiles, ...files],
      out: places.nameOf(folder),
      label: `${work.kind} ${pictures[0]?.picture} to ${pictures.at(-1)?.picture}`,
    };
    picturesOf.set(job, pictures);
  }
  const { queue, threads, backend, shard, tell = () => undefined } = jobs;
  const status = join(folder, shard ? `status-${shard.index}-of-${shard.count}.json` : "status.json");
  const options = { places, queue, threads, backend, status, others: shard !== undefined, tell };
  await runJobs([...picturesOf.keys()], options, async (job, result) => {
    await take(picturesOf.get(job) ?? [], v.parse(work.result, result));
    if (!shard) await removeResult(job, places);
  });
  if (shard) return;
  for (const name of await readdir(folder).catch((): string[] => [])) {
    if (SHARD_STATUS.test(name)) await rm(join(folder, name), { force: true });
  }
}
