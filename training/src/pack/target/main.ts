import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { Command, InvalidArgumentError, Option } from "commander";
import * as v from "valibot";

import { loadBackend } from "../../backend/load";
import { type AdapterKind, adapterKinds } from "../../backend/webgpu";
import { reporter } from "../../cli/report";
import { createTrainer, parseRecipe } from "../../recipes";
import { trainLoop } from "../../run/loop";
import { type Manifest, manifestSchema, packPaths } from "../manifest";
import { withOverrides } from "../overrides";
import { withPackedFiles } from "../recipe-files";
import { OutputFolder } from "./output-folder";

const backends = ["webgpu", "cpu"] as const;

interface Options {
  readonly minutes: number;
  readonly out: string;
  readonly set: readonly string[];
  readonly backend: (typeof backends)[number];
  readonly adapter: AdapterKind;
  readonly json?: boolean;
}

const root = import.meta.dirname;

new Command("train.sh")
  .description("Goes on with the packed run for a time, and leaves checkpoint, curves and pictures in a folder.")
  .requiredOption("--minutes <count>", "minutes after which it saves and ends, from its start", positive)
  .requiredOption("--out <directory>", "folder to write; one that it wrote before is gone on with")
  .option("--set <option=value...>", "change options of the recipe, such as loop.batch=32 or loop.sampleEvery=500", [])
  .addOption(new Option("--backend <name>", "cpu is for tests").choices(backends).default("webgpu"))
  .addOption(new Option("--adapter <kind>", "software is for tests").choices(adapterKinds).default("gpu"))
  .option("--json", "one JSON object a line")
  .action(train)
  .parseAsync()
  // Dawn's threads would keep the process.
  .then(() => process.exit())
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
    process.exit(1);
  });

async function train(options: Options): Promise<void> {
  const stop = new AbortController();
  // The process's own start counts, too: whoever lends the machine counts it.
  setTimeout(() => stop.abort(), Math.max(options.minutes * 60_000 - performance.now(), 0));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

  const report = reporter(options.json ?? false);
  const manifest = v.parse(manifestSchema, JSON.parse(await readFile(join(root, packPaths.manifest), "utf8")));
  const output = await startOutput(manifest, options);
  const recipe = parseRecipe(withoutDirectory(output.config));
  const backend = await loadBackend({ backend: options.backend, adapter: options.adapter });
  report.line(`${output.folder.path}: ${recipe.recipe} on ${backend.label}`);
  const trainer = await createTrainer(parseRecipe(withPackedFiles(recipe, root)), {
    data: join(root, packPaths.data),
    // Nothing is decoded twice in one process.
    cache: root,
    base: root,
    log: report.line,
  });
  const result = await trainLoop(output.folder, trainer, recipe.loop, report.progress, stop.signal);
  if (!result.finished) await output.folder.saveSample(result.step, await trainer.sample());
  report.done(`${output.folder.path}: saved at step ${result.step}`, { ...result });
}

/** Opens the output folder, or starts it as a copy of the packed run. */
async function startOutput(
  manifest: Manifest,
  options: Options,
): Promise<{ folder: OutputFolder; config: Readonly<Record<string, unknown>> }> {
  const path = resolve(options.out);
  await mkdir(path, { recursive: true });
  const folder = new OutputFolder(path);
  const { recipeDirectory } = manifest;
  const recipe = parseRecipe(withOverrides((await folder.recipe()) ?? manifest.recipe, options.set));
  const config = { ...recipe, recipeDirectory };
  await folder.begin(config, join(root, packPaths.run));
  return { folder, config };
}

function withoutDirectory(config: Readonly<Record<string, unknown>>): unknown {
  const { recipeDirectory: _, ...recipe } = config;
  return recipe;
}

function positive(text: string): number {
  const count = Number(text);
  if (!(count > 0)) throw new InvalidArgumentError("A number above 0 is wanted.");
  return count;
}
