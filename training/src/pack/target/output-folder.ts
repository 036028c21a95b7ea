import { appendFile, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { writeSafetensors } from "../../../../src/net/safetensors";
import type { TensorMap } from "../../../../src/net/tensors";
import { type Checkpoint, parseCheckpoint, type Seen, seenAsText } from "../../run/directory";
import type { RunStore } from "../../run/loop";
import { PART_BYTES, readCheckpoint, writeCheckpoint } from "../checkpoint-parts";

// With config, curves, checkpoint and a file that is being replaced, eight files at most.
const SAMPLES = 4;

/**
 * A run directory that is easily carried: at most eight files, none larger than {@link PART_BYTES}, the newest sample
 * grids alone.
 */
export class OutputFolder implements RunStore {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The recipe of an earlier start, or null in a new folder. */
  async recipe(): Promise<unknown> {
    const text = await readFile(join(this.path, "config.json"), "utf8").catch(() => null);
    if (text === null) return null;
    const { recipeDirectory: _, ...recipe } = JSON.parse(text) as Record<string, unknown>;
    return recipe;
  }

  /** Writes the config and, into a new folder, the checkpoint and curves of the packed run. */
  async begin(config: unknown, packedRun: string): Promise<void> {
    const isNew = (await this.recipe()) === null;
    await mkdir(join(this.path, "samples"), { recursive: true });
    if (isNew) {
      const names = await readdir(packedRun).catch(() => []);
      for (const name of names) await copyFile(join(packedRun, name), join(this.path, name));
    }
    await replace(join(this.path, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
  }

  async appendStats(line: Readonly<Record<string, number>>): Promise<void> {
    await appendFile(join(this.path, "stats.jsonl"), `${JSON.stringify(line)}\n`);
  }

  async saveCheckpoint(seen: Seen, tensors: TensorMap): Promise<void> {
    await writeCheckpoint(this.path, seen.step, writeSafetensors(tensors, seenAsText(seen)), PART_BYTES);
  }

  async loadCheckpoint(): Promise<Checkpoint | null> {
    const bytes = await readCheckpoint(this.path);
    return bytes && parseCheckpoint(bytes, this.path);
  }

  async saveSample(step: number, png: Uint8Array): Promise<void> {
    const folder = join(this.path, "samples");
    const names = (await readdir(folder)).toSorted();
    for (const name of names.slice(0, Math.max(0, names.length - SAMPLES + 1))) await rm(join(folder, name));
    await replace(join(folder, `${String(step).padStart(7, "0")}.png`), png);
  }
}

async function replace(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.partial`, content);
  await rename(`${path}.partial`, path);
}
