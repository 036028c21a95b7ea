import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import { type BackendOptions, loadBackend } from "../backend/load";
import { createTrainer, parseRecipe, type Recipe } from "../recipes";
import { RunDirectory } from "../run/directory";
import { trainLoop } from "../run/loop";
import { readRunConfig, recipeDirectoryFrom } from "../run/recipe-directory";
import { requireServable } from "../team/servable";
import { TeamTraining } from "../team/train";
import { type Reporter, reporter } from "./report";

export interface TrainOptions extends BackendOptions {
  readonly json?: boolean;
  /** Threads that share each batch; 1 without. */
  readonly workers?: number;
}

/** Root of the training pictures. */
export function dataDirectory(): string {
  return resolve(process.env["MEALSHIFT_DATA"] ?? "../shared/data");
}

/** `mealshift train`: a new run from a recipe file. */
export async function train(recipePath: string, options: TrainOptions & { readonly run?: string }): Promise<void> {
  const recipe = parseRecipe(JSON.parse(await readFile(recipePath, "utf8")));
  requireServable(recipe, options.workers ?? 1, options.backend);
  const path =
    options.run ?? join("runs", `${recipe.recipe}-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}`);
  const run = await RunDirectory.create(path, {
    ...recipe,
    recipeDirectory: recipeDirectoryFrom(path, dirname(recipePath)),
  });
  await goOn(run, recipe, resolve(dirname(recipePath)), options);
}

/** `mealshift resume`: goes on from a run's last checkpoint. */
export async function resume(path: string, options: TrainOptions & { readonly steps?: number }): Promise<void> {
  const { run, config } = await RunDirectory.open(path);
  const { recipe: stored, base, missing } = await readRunConfig(path, config);
  const recipe = parseRecipe(stored);
  const longer = options.steps ? { ...recipe, loop: { ...recipe.loop, steps: options.steps } } : recipe;
  if (missing !== null) {
    reporter(options.json ?? false).line(
      `${path}: there is no directory ${missing}; its recipe's files are taken from ${base}`,
    );
  }
  await goOn(run, longer, base, options);
}

async function goOn(run: RunDirectory, recipe: Recipe, base: string, options: TrainOptions): Promise<void> {
  const report = reporter(options.json ?? false);
  const result = await ((options.workers ?? 1) > 1 ? trainTogether : trainAlone)(run, recipe, base, options, report);
  report.done(
    result.finished
      ? `${run.path}: finished after ${result.step} steps`
      : `${run.path}: stopped and saved at step ${result.step}; go on with: mealshift resume ${run.path}`,
    {
      run: run.path,
      ...result,
    },
  );
}

interface Result {
  readonly step: number;
  readonly finished: boolean;
}

async function trainAlone(
  run: RunDirectory,
  recipe: Recipe,
  base: string,
  options: TrainOptions,
  report: Reporter,
): Promise<Result> {
  const backend = await loadBackend(options);
  report.line(
    `${run.path}: ${recipe.recipe} on ${backend.label}${backend.passedOver.map(({ name, reason }) => `\n  (${name}: ${reason})`).join("")}`,
  );
  const trainer = await createTrainer(recipe, {
    data: dataDirectory(),
    cache: resolve(".cache/images"),
    base,
    log: report.line,
  });
  const stop = new AbortController();
  whenAsked(() => stop.abort());
  return trainLoop(run, trainer, recipe.loop, report.progress, stop.signal);
}

async function trainTogether(
  run: RunDirectory,
  recipe: Recipe,
  base: string,
  options: TrainOptions,
  report: Reporter,
): Promise<Result> {
  const { workers = 1, backend, threads } = options;
  const training = new TeamTraining(
    {
      recipe,
      run: run.path,
      data: dataDirectory(),
      cache: resolve(".cache/images"),
      base,
      backend: { ...(backend && { backend }), ...(threads !== undefined && { threads }) },
      workers,
    },
    { line: (text) => report.line(`${run.path}: ${recipe.recipe}, ${text}`), progress: report.progress },
  );
  whenAsked(() => training.stop());
  return training.result;
}

/** To stop, by the terminal or by the system. */
function whenAsked(stop: () => void): void {
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}
