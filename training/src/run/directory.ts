import { appendFile, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { readSafetensors, writeSafetensors } from "../../../src/net/safetensors";
import type { TensorMap } from "../../../src/net/tensors";

/** No run is in the directory, or not one that can go on. */
export class RunDirectoryError extends Error {
  override readonly name = "RunDirectoryError";
}

/** How far a run is. */
export interface Seen {
  readonly step: number;
  /** Pictures seen; older checkpoints do not say. */
  readonly images?: number;
}

export interface Checkpoint extends Seen {
  readonly tensors: TensorMap;
}

/** A training run on disk: `config.json`, `stats.jsonl`, `checkpoint.safetensors`, `samples/STEP.png`. */
export class RunDirectory {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(path: string, config: unknown): Promise<RunDirectory> {
    const run = new RunDirectory(path);
    const existing = await readFile(join(path, "config.json"), "utf8").catch(() => null);
    if (existing !== null)
      throw new RunDirectoryError(`${path} already holds a run: resume it, or name another directory`);
    await mkdir(join(path, "samples"), { recursive: true });
    await writeAtomically(join(path, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
    return run;
  }

  static async open(path: string): Promise<{ run: RunDirectory; config: unknown }> {
    const text = await readFile(join(path, "config.json"), "utf8").catch(() => null);
    if (text === null) throw new RunDirectoryError(`${path} holds no run: it has no config.json`);
    return { run: new RunDirectory(path), config: JSON.parse(text) as unknown };
  }

  async appendStats(line: Readonly<Record<string, number>>): Promise<void> {
    await appendFile(join(this.path, "stats.jsonl"), `${JSON.stringify(line)}\n`);
  }

  async saveCheckpoint(seen: Seen, tensors: TensorMap): Promise<void> {
    await writeAtomically(join(this.path, "checkpoint.safetensors"), writeSafetensors(tensors, seenAsText(seen)));
  }

  /** The newest checkpoint, or null before the first one. */
  async loadCheckpoint(): Promise<Checkpoint | null> {
    const bytes = await readFile(join(this.path, "checkpoint.safetensors")).catch(() => null);
    if (bytes === null) return null;
    return parseCheckpoint(bytes, this.path);
  }

  async saveSample(step: number, png: Uint8Array): Promise<void> {
    // A copy of a run may have come without its pictures.
    await mkdir(join(this.path, "samples"), { recursive: true });
    await writeAtomically(join(this.path, "samples", `${String(step).padStart(7, "0")}.png`), png);
  }
}

/** The metadata of a checkpoint's file. */
export function seenAsText({ step, images }: Seen): Record<string, string> {
  return { step: String(step), ...(images === undefined ? {} : { images: String(images) }) };
}

/** @throws RunDirectoryError if the file does not say which step it is of. */
export function parseCheckpoint(bytes: Uint8Array, path: string): Checkpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  const step = Number(metadata["step"]);
  if (!Number.isInteger(step)) throw new RunDirectoryError(`${path}: the checkpoint does not say which step it is of`);
  const images = Number(metadata["images"]);
  return { step, tensors, ...(Number.isInteger(images) ? { images } : {}) };
}

/**
 * A reader, or a crash, never sees half of the file.
 * @throws RunDirectoryError if it cannot be written; what was there before is then still whole.
 */
async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const partial = `${path}.partial`;
  try {
    const file = await open(partial, "w");
    try {
      await file.writeFile(content);
      // Renamed before its content is on the disk, a file may be empty after a power cut.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunDirectoryError(`${path} cannot be written (${reason}): what was there before is whole`, {
      cause: error,
    });
  }
}
