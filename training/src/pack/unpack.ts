import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import * as v from "valibot";

import { parseRecipe } from "../recipes";
import { type Checkpoint, parseCheckpoint, RunDirectory } from "../run/directory";
import { recipeDirectoryFrom } from "../run/recipe-directory";
import { readCheckpoint } from "./checkpoint-parts";
import { UnpackError } from "./errors";
import { statsUpTo } from "./source";

export interface Unpacked {
  /** Step that the run was at; null if it is new. */
  readonly from: number | null;
  readonly to: number;
  /** Lines of `stats.jsonl` now. */
  readonly lines: number;
}

const configSchema = v.looseObject({ recipeDirectory: v.string() });

/**
 * Takes what a pack has trained back into a run, or makes the run anew. The run's files before are kept in
 * `before-STEP/`. How long a run goes on, its batch and how often it reports (`loop`) belong to the machine: a run keeps
 * its own.
 *
 * @param folder The output folder of `train.sh`.
 * @throws UnpackError if it is not one, is not newer than the run, or belongs to another run or recipe; nothing is changed.
 */
export async function unpack(
  folder: string,
  runPath: string,
  options: { readonly acceptChanges: boolean },
): Promise<Unpacked> {
  const incoming = await readOutput(folder);
  const exists = await readFile(join(runPath, "config.json")).catch(() => null);
  const before = exists ? await readRunBefore(runPath) : null;
  if (before) {
    refuseOtherRun(before.lines, incoming.lines, runPath);
    refuseOlder(before.checkpoint, incoming.checkpoint, runPath);
    refuseOtherNet(before.checkpoint, incoming.checkpoint, runPath);
    if (!options.acceptChanges) refuseChanges(before.config, incoming.config);
    await keep(runPath, before.checkpoint?.step ?? 0);
  }

  await mkdir(join(runPath, "samples"), { recursive: true });
  const { loop } = before?.config ?? incoming.config;
  const recipeDirectory =
    before?.config.recipeDirectory ?? recipeDirectoryFrom(runPath, incoming.config.recipeDirectory);
  const config = { ...incoming.config, loop, recipeDirectory };
  await replace(join(runPath, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
  await replace(join(runPath, "stats.jsonl"), incoming.lines.map((line) => `${line}\n`).join(""));
  for (const name of await readdir(join(folder, "samples")).catch(() => [])) {
    await cp(join(folder, "samples", name), join(runPath, "samples", name));
  }
  // Last: a run is at the step of its checkpoint.
  await replace(join(runPath, "checkpoint.safetensors"), incoming.bytes);
  return { from: before?.checkpoint?.step ?? null, to: incoming.checkpoint.step, lines: incoming.lines.length };
}

interface Output {
  readonly config: v.InferOutput<typeof configSchema>;
  readonly bytes: Uint8Array;
  readonly checkpoint: Checkpoint;
  readonly lines: readonly string[];
}

async function readOutput(folder: string): Promise<Output> {
  const text = await readFile(join(folder, "config.json"), "utf8").catch(() => null);
  const bytes = text === null ? null : await readCheckpoint(folder);
  if (text === null || bytes === null) {
    throw new UnpackError(`${folder} holds no output of train.sh: config.json or the checkpoint is missing`);
  }
  const config = v.parse(configSchema, JSON.parse(text));
  const checkpoint = parseCheckpoint(bytes, folder);
  return { config, bytes, checkpoint, lines: await statsUpTo(folder, checkpoint.step) };
}

interface RunBefore {
  readonly config: v.InferOutput<typeof configSchema>;
  readonly checkpoint: Checkpoint | null;
  readonly lines: readonly string[];
}

async function readRunBefore(path: string): Promise<RunBefore> {
  const { config } = await RunDirectory.open(path);
  const bytes = await readFile(join(path, "checkpoint.safetensors")).catch(() => null);
  const checkpoint = bytes && parseCheckpoint(bytes, path);
  const lines = await statsUpTo(path, checkpoint?.step ?? 0);
  return { config: v.parse(configSchema, config), checkpoint, lines };
}

function refuseOlder(have: Checkpoint | null, comes: Checkpoint, run: string): void {
  if (have !== null && comes.step <= have.step) {
    throw new UnpackError(`${run} is at step ${have.step}, the output at step ${comes.step}: it has nothing new`);
  }
}

/** Runs of one recipe differ in their first figures: speed at least is never the same twice. */
function refuseOtherRun(have: readonly string[], comes: readonly string[], run: string): void {
  const [first] = have;
  if (first !== undefined && first !== comes[0]) {
    throw new UnpackError(`the output did not start from ${run}: their curves differ from the first line on`);
  }
}

function refuseOtherNet(have: Checkpoint | null, comes: Checkpoint, run: string): void {
  // What follows the colon is a number that tfjs gave to a variable: another process may have counted otherwise.
  const shapes = ({ tensors }: Checkpoint): Map<string, string> =>
    new Map([...tensors].map(([name, { shape }]) => [name.replace(/:.*$/, ""), shape.join("x")]));
  const [mine, theirs] = [have ? shapes(have) : null, shapes(comes)];
  for (const [name, shape] of mine ?? []) {
    if (theirs.get(name) !== shape) {
      throw new UnpackError(
        `${name} is ${shape} in ${run}, but ${theirs.get(name) ?? "missing"} in the output: another net`,
      );
    }
  }
}

function refuseChanges(have: Readonly<Record<string, unknown>>, comes: Readonly<Record<string, unknown>>): void {
  const [mine, theirs] = [optionsOf(have), optionsOf(comes)];
  const names = new Set([...mine.keys(), ...theirs.keys()]);
  const changed = [...names].filter((name) => name !== "loop" && mine.get(name) !== theirs.get(name));
  if (changed.length === 0) return;
  throw new UnpackError(
    `the output is of another recipe: ${changed.join(", ")} differ; --accept-changes takes them over, if that was meant`,
  );
}

/** A config's options as text, with defaults filled in: an older config may lack some. */
function optionsOf(config: Readonly<Record<string, unknown>>): Map<string, string> {
  const { recipeDirectory: _, ...recipe } = config;
  return new Map(Object.entries(parseRecipe(recipe)).map(([name, value]) => [name, JSON.stringify(value)]));
}

async function keep(run: string, step: number): Promise<void> {
  const target = join(run, `before-${String(step).padStart(7, "0")}`);
  await rm(target, { recursive: true, force: true });
  await mkdir(target);
  for (const name of ["config.json", "stats.jsonl", "checkpoint.safetensors"]) {
    const content = await readFile(join(run, name)).catch(() => null);
    if (content) await writeFile(join(target, name), content);
  }
}

async function replace(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.partial`, content);
  await rename(`${path}.partial`, path);
}
