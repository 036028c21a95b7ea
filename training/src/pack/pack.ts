import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import { readSafetensors, writeSafetensors } from "../../../src/net/safetensors";
import { loadBackend } from "../backend/load";
import { imageLoads, type LoadedImages } from "../data/images";
import { createTrainer } from "../recipes";
import { archive, archivedBytes } from "./archive";
import { PackError } from "./errors";
import { type Manifest, packPaths } from "./manifest";
import { packPictures } from "./pictures";
import { filesOf } from "./recipe-files";
import { packRuntime } from "./runtime";
import { openSource, type PackSource, statsUpTo } from "./source";

export interface PackOptions {
  /** Data root. */
  readonly data: string;
  /** Folder to write; the archive is written beside it. */
  readonly out: string;
  /** Options of the recipe to change, `PATH=VALUE`. */
  readonly set: readonly string[];
  /** Most that the archive may take, bytes; null makes the folder alone, with pictures at the best quality. */
  readonly limit: number | null;
  readonly vulkanLoader?: string | undefined;
  readonly cache: string;
  readonly log: (line: string) => void;
}

export interface Packed {
  readonly folder: string;
  readonly archive: { readonly path: string; readonly bytes: number } | null;
  readonly pictures: { readonly quality: number; readonly bytes: number; readonly count: number };
}

// tar's headers and padding, compressed, for each picture.
const BYTES_PER_FILE = 80;

/**
 * Makes a folder, and an archive of it, that trains a recipe or goes on with a run on a Linux x64 machine with a GPU
 * and its Vulkan driver, and nothing else.
 *
 * @throws PackError if something that it needs is missing, or the archive would be larger than the limit.
 */
export async function pack(path: string, options: PackOptions): Promise<Packed> {
  const folder = resolve(options.out);
  await refuseForeignFolder(folder);
  const source = await openSource(path, options.set);
  const loads = await loadOnce(source, options);
  // What was there before is replaced only by a pack that is whole.
  const partial = `${folder}.partial`;
  const pictures = await fill(partial, source, loads, options).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    throw error;
  });
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  return { folder, archive: options.limit === null ? null : await archiveWithin(folder, options.limit), pictures };
}

async function fill(
  partial: string,
  source: PackSource,
  loads: readonly LoadedImages[],
  options: PackOptions,
): Promise<Packed["pictures"]> {
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await packRuntime(partial, options.vulkanLoader);
  await packRecipe(partial, source, options.data);
  const budget = options.limit === null ? Infinity : await pictureBudget(partial, loads, options.limit, options.log);
  const paths = { data: resolve(options.data), folder: join(partial, packPaths.data) };
  const pictures = await packPictures(loads, paths, budget);
  options.log(`${pictures.count} pictures in quality ${pictures.quality}: ${megabytes(pictures.bytes)}`);
  return pictures;
}

/** What the limit leaves for pictures, bytes. */
async function pictureBudget(
  folder: string,
  loads: readonly LoadedImages[],
  limit: number,
  log: (line: string) => void,
): Promise<number> {
  const fixed = await archivedBytes(folder);
  log(`${megabytes(fixed)} without pictures`);
  const count = loads.reduce((sum, { sources }) => sum + sources.length, 0);
  return limit - fixed - count * BYTES_PER_FILE;
}

async function archiveWithin(folder: string, limit: number): Promise<{ path: string; bytes: number }> {
  const made = await archive(folder);
  if (made.bytes <= limit) return made;
  throw new PackError(
    `${made.path} has ${megabytes(made.bytes)}, more than ${megabytes(limit)}: allow it with --limit`,
  );
}

async function refuseForeignFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  if (names.length > 0 && !names.includes(packPaths.manifest)) {
    throw new PackError(`${folder} holds something else than a pack: name another folder with --out`);
  }
}

/** Builds the trainer once, as the target will: shows what it reads, and that the run's checkpoint fits. */
async function loadOnce({ recipe, recipeDirectory, run }: PackSource, options: PackOptions): Promise<LoadedImages[]> {
  const loads: LoadedImages[] = [];
  const listen = (message: unknown): void => void loads.push(message as LoadedImages);
  imageLoads.subscribe(listen);
  try {
    await loadBackend({ backend: "cpu" });
    const trainer = await createTrainer(recipe, {
      data: resolve(options.data),
      cache: options.cache,
      base: recipeDirectory,
      log: options.log,
    });
    const checkpoint = await run?.loadCheckpoint();
    if (checkpoint) await trainer.restore(checkpoint.tensors);
    return loads;
  } finally {
    imageLoads.unsubscribe(listen);
  }
}

/** Writes the manifest, the run and the files that the recipe names. */
async function packRecipe(folder: string, { recipe, recipeDirectory, run }: PackSource, data: string): Promise<void> {
  const manifest: Manifest = { format: 1, recipe: { ...recipe }, recipeDirectory };
  await writeFile(join(folder, packPaths.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
  await mkdir(join(folder, packPaths.run));
  const checkpoint = run && (await readFile(join(run.path, "checkpoint.safetensors")).catch(() => null));
  if (checkpoint) {
    // Read once: a run that is being trained may replace it meanwhile.
    await writeFile(join(folder, packPaths.run, "checkpoint.safetensors"), checkpoint);
    const lines = await statsUpTo(run.path, Number(readSafetensors(checkpoint).metadata["step"]));
    await writeFile(join(folder, packPaths.run, "stats.jsonl"), lines.map((line) => `${line}\n`).join(""));
  }
  const files = filesOf(recipe);
  if (files.critic !== undefined) await packCritic(resolve(files.critic), join(folder, packPaths.critic));
  if (files.crops !== undefined) await cp(join(recipeDirectory, files.crops), join(folder, packPaths.crops));
  if (files.sources !== undefined) await cp(join(recipeDirectory, files.sources), join(folder, packPaths.sources));
  // The checkpoint holds all that the other generator gave.
  if (files.warmStart !== undefined && !checkpoint) {
    await packWarmStart(files.warmStart, [data, recipeDirectory], folder);
  }
}

/** A critic is frozen: its averaged weights are all that is used. */
async function packCritic(from: string, to: string): Promise<void> {
  await mkdir(to);
  await cp(join(from, "config.json"), join(to, "config.json"));
  const { tensors, metadata } = readSafetensors(await readFile(join(from, "checkpoint.safetensors")));
  const averaged = new Map([...tensors].filter(([name]) => name.startsWith("ema/")));
  await writeFile(join(to, "checkpoint.safetensors"), writeSafetensors(averaged, metadata));
}

async function packWarmStart(name: string, bases: readonly string[], folder: string): Promise<void> {
  for (const base of bases) {
    const bytes = await readFile(resolve(base, name)).catch(() => null);
    if (bytes) return writeFile(join(folder, packPaths.warmStart), bytes);
  }
  throw new PackError(
    `there is no generator ${name} to start from in ${bases.map((base) => dirname(resolve(base, name))).join(" or ")}`,
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
