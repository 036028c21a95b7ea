import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { type BackendOptions, loadBackend } from "../backend/load";
import { createTrainer, parseRecipe, type Recipe } from "../recipes";
import { RunDirectory } from "../run/directory";
import { readRunConfig } from "../run/recipe-directory";
import { profileSteps, type StepProfile } from "../run/profile";
import { dataDirectory } from "./train";

export interface ProfileCommandOptions extends BackendOptions {
  readonly steps: number;
  readonly shapes?: boolean;
  readonly top: number;
  readonly json?: boolean;
}

/** `mealshift profile`: what a training step spends its time on. Nothing is written. */
export async function profile(source: string, options: ProfileCommandOptions): Promise<void> {
  const isRun = (await stat(source)).isDirectory();
  const { recipe, base, run } = await (isRun ? ofRun(source) : ofFile(source));
  const backend = await loadBackend(options);
  const quiet = (): void => undefined;
  const trainer = await createTrainer(recipe, {
    data: dataDirectory(),
    cache: resolve(".cache/images"),
    base,
    log: quiet,
  });
  const checkpoint = await run?.loadCheckpoint();
  if (checkpoint) await trainer.restore(checkpoint.tensors);
  const times = await profileSteps(trainer, { steps: options.steps, byShape: options.shapes ?? false });
  const imagesPerSecond = (recipe.loop.batch / times.milliseconds) * 1000;
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ recipe: recipe.recipe, backend: backend.label, batch: recipe.loop.batch, imagesPerSecond, ...times })}\n`
      : `${recipe.recipe}, batches of ${recipe.loop.batch}, ${backend.label}: ${imagesPerSecond.toFixed(2)} images/s\n\n${profileTable(times, options.top)}\n`,
  );
}

interface Source {
  readonly recipe: Recipe;
  /** Directory that relative paths in the recipe start from. */
  readonly base: string;
  readonly run?: RunDirectory;
}

async function ofRun(path: string): Promise<Source> {
  const { run, config } = await RunDirectory.open(path);
  const { recipe, base } = await readRunConfig(path, config);
  return { recipe: parseRecipe(recipe), base, run };
}

async function ofFile(path: string): Promise<Source> {
  return { recipe: parseRecipe(JSON.parse(await readFile(path, "utf8"))), base: resolve(dirname(path)) };
}

/** The slowest `top` rows, what the others take together, and what is not spent in kernels. */
export function profileTable(profiled: StepProfile, top: number): string {
  const { milliseconds, processorMilliseconds, profiledMilliseconds, kernels } = profiled;
  const total = kernels.reduce((sum, kernel) => sum + kernel.milliseconds, 0);
  const row = (name: string, calls: string, time: number): string =>
    `${calls.padStart(8)}  ${time.toFixed(1).padStart(8)}  ${((100 * time) / profiledMilliseconds).toFixed(1).padStart(6)}  ${name}`;
  const shown = kernels.slice(0, top);
  const rest = kernels.slice(top);
  return [
    `${"calls".padStart(8)}  ${"ms".padStart(8)}  ${"%".padStart(6)}  kernel`,
    ...shown.map(({ name, shapes, calls, milliseconds: time }) =>
      row(shapes === undefined ? name : `${name} ${shapes}`, calls.toFixed(0), time),
    ),
    ...(rest.length === 0
      ? []
      : [
          row(
            `${rest.length} more`,
            rest.reduce((sum, { calls }) => sum + calls, 0).toFixed(0),
            rest.reduce((sum, { milliseconds: time }) => sum + time, 0),
          ),
        ]),
    row("outside kernels: data, gradient tape, the profiler", "", Math.max(profiledMilliseconds - total, 0)),
    row("a step under the profiler", "", profiledMilliseconds),
    `A step of its own takes ${milliseconds.toFixed(1)} ms, and ${processorMilliseconds.toFixed(1)} ms of processor time.`,
  ].join("\n");
}
