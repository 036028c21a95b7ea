import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import { createTrainer, parseRecipe, type Recipe, type RecipeContext } from "../recipes";
import { RunDirectory, RunDirectoryError } from "./directory";
import { type Progress, trainLoop } from "./loop";
import { readRunConfig, recipeDirectoryFrom } from "./recipe-directory";

export interface TrainRecipeOptions extends RecipeContext {
  readonly recipe: Recipe;
  /** Run directory; one that holds this recipe is gone on with. */
  readonly run: string;
  readonly onProgress: (progress: Progress) => void;
  /** Aborts when the training is to be saved and left. */
  readonly signal: AbortSignal;
}

/** What a run has come to. */
export interface TrainedRecipe {
  /** Pictures, or pairs, that it was trained on. */
  readonly pictures: number;
  readonly steps: number;
  /** The recipe's own figures on its held-out pictures. */
  readonly figures: Readonly<Record<string, number>>;
}

/**
 * Trains a recipe to its last step in a run directory, and measures it on what it holds out. Interrupted anywhere, it is
 * gone on with there. Runs on the current backend; the caller loads one.
 *
 * @returns null if the signal came first; the run is saved then.
 * @throws RunDirectoryError if the directory holds the run of another recipe.
 */
export async function trainRecipe(options: TrainRecipeOptions): Promise<TrainedRecipe | null> {
  const { recipe, onProgress, signal } = options;
  const run = await openOrCreate(options.run, recipe, options.base);
  const trainer = await createTrainer(recipe, options);
  const { step: steps, finished } = await trainLoop(run, trainer, recipe.loop, onProgress, signal);
  return finished ? { pictures: trainer.pictures, steps, figures: { ...(await trainer.evaluate()) } } : null;
}

async function openOrCreate(path: string, recipe: Recipe, base: string): Promise<RunDirectory> {
  const known = await readFile(join(path, "config.json"), "utf8").catch(() => null);
  if (known === null) {
    return RunDirectory.create(path, { ...recipe, recipeDirectory: recipeDirectoryFrom(path, base) });
  }
  const { run, config } = await RunDirectory.open(path);
  const { recipe: stored } = await readRunConfig(path, config);
  if (isDeepStrictEqual(withoutPaths(parseRecipe(stored)), withoutPaths(recipe))) return run;
  throw new RunDirectoryError(
    `${path} holds the run of another recipe, or of other options: name another --out, or another run`,
  );
}

/** The critic lies elsewhere on another machine, and is the same. */
function withoutPaths(recipe: Recipe): object {
  return { ...recipe, critic: undefined };
}
