import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Most that a file of an output folder holds, bytes. */
export const PART_BYTES = 15_000_000;

const WHOLE = "checkpoint.safetensors";
const PART = /^checkpoint-(\d+)\.(\d+)of(\d+)$/;

/**
 * Writes a checkpoint as `checkpoint.safetensors`, or in parts `checkpoint-STEP.1of3` where it is larger than a file may
 * be. The one before is removed only once the new one is whole.
 */
export async function writeCheckpoint(folder: string, step: number, bytes: Uint8Array, limit: number): Promise<void> {
  const count = Math.ceil(bytes.length / limit);
  const digits = String(step).padStart(7, "0");
  const names = Array.from({ length: count }, (_, i) =>
    count === 1 ? WHOLE : `checkpoint-${digits}.${i + 1}of${count}`,
  );
  for (const [i, name] of names.entries()) {
    await writeFile(join(folder, `${name}.partial`), bytes.subarray(i * limit, (i + 1) * limit));
  }
  for (const name of names) await rename(join(folder, `${name}.partial`), join(folder, name));
  for (const name of await readdir(folder)) {
    const stale = PART.test(name) || name === WHOLE || name.endsWith(".partial");
    if (stale && !names.includes(name)) await rm(join(folder, name));
  }
}

/** The newest checkpoint that is whole, or null. */
export async function readCheckpoint(folder: string): Promise<Uint8Array | null> {
  const names = await readdir(folder);
  const steps = new Map<string, string[]>();
  for (const name of names) {
    const [, step] = PART.exec(name) ?? [];
    if (step !== undefined) steps.set(step, [...(steps.get(step) ?? []), name]);
  }
  const newestFirst = [...steps].toSorted(([a], [b]) => Number(b) - Number(a));
  for (const [, parts] of newestFirst) {
    const count = Number(PART.exec(parts[0] ?? "")?.[3]);
    if (parts.length !== count) continue;
    const numbered = parts.toSorted((a, b) => Number(PART.exec(a)?.[2]) - Number(PART.exec(b)?.[2]));
    return Buffer.concat(await Promise.all(numbered.map((name) => readFile(join(folder, name)))));
  }
  return names.includes(WHOLE) ? readFile(join(folder, WHOLE)) : null;
}
