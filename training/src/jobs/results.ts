import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";

import { JobInputError } from "./errors";
import { type Job, jobId } from "./job";
import type { Places } from "./places";

/** Where jobs keep what is not whole yet, below their output folder. */
const PARTIAL = "partial";

/** The file that says that a job is done, and what came of it. */
export function resultPath(job: Job, places: Places): string {
  return join(places.pathOf(job.out), `${jobId(job)}.json`);
}

/** What came of a job that is done; undefined if it is not, or the file is damaged: then it is done again. */
export async function readResult(job: Job, places: Places): Promise<{ readonly result: unknown } | undefined> {
  const text = await readFile(resultPath(job, places), "utf8").catch(() => null);
  if (text === null) return undefined;
  try {
    return { result: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** What writes files for a job: beside its result first, then renamed, so that no reader sees half of one. */
export function writerFor(job: Job, places: Places): (path: string, content: string | Uint8Array) => Promise<void> {
  const folder = join(places.pathOf(job.out), PARTIAL);
  return async (path, content) => {
    await mkdir(folder, { recursive: true });
    await mkdir(dirname(path), { recursive: true });
    const partial = join(folder, randomUUID());
    await writeFile(partial, content);
    await rename(partial, path);
  };
}

/** Forgets a result that has been taken over. */
export async function removeResult(job: Job, places: Places): Promise<void> {
  await rm(resultPath(job, places), { force: true });
}

/** Clears away what killed jobs left half-written; not while others write there. */
export async function removePartial(out: string): Promise<void> {
  await rm(join(out, PARTIAL), { recursive: true, force: true });
}

/** @throws JobInputError naming the file that this machine lacks, or has with another content. */
export async function checkFiles(job: Job, places: Places): Promise<void> {
  for (const { place, sha256 } of job.files) {
    const path = places.pathOf(place);
    const found = await fileSha256(path).catch(() => null);
    if (found === sha256) continue;
    throw new JobInputError(
      found === null
        ? `${path} (${place}) is not on this machine: MEALSHIFT_DATA and --shared have to lead to the same files everywhere`
        : `${path} (${place}) is not the file that the job was made for (sha256 ${found.slice(0, 12)}…, not ${sha256.slice(0, 12)}…): bring the machines to the same files, or make the step anew where the file was changed on purpose`,
    );
  }
}

export async function fileSha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
