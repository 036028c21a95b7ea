import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import * as v from "valibot";

import { createTrainer, parseRecipe, type Recipe, type RecipeContext } from "../recipes";
import { RunDirectory } from "../run/directory";
import { type Progress, trainLoop } from "../run/loop";
import { readRunConfig, recipeDirectoryFrom } from "../run/recipe-directory";
import { AblationError } from "./errors";

/** What is trained, and where; but for the last two nothing that could not be written as JSON. */
export interface ShareOptions extends RecipeContext {
  /** The recipe as it would be trained with all pictures. */
  readonly recipe: Recipe;
  /** Part of its training pictures, above 0 and up to 1. */
  readonly share: number;
  /** Run directory; one that holds this share is gone on with. */
  readonly run: string;
  readonly onProgress: (progress: Progress) => void;
  /** Aborts when the training is to be saved and left. */
  readonly signal: AbortSignal;
}

const resultSchema = v.strictObject({
  share: v.number(),
  /** Pictures, or pairs, that it was trained on. */
  pictures: v.number(),
  steps: v.number(),
  /** The recipe's own figures on held-out pictures, which are the same for every share. */
  figures: v.record(v.string(), v.number()),
});
/** What one share has come to. */
export type ShareResult = v.InferOutput<typeof resultSchema>;

const RESULT = "share.json";

/**
 * Trains a recipe with a share of its pictures, for as many steps as with all, and measures it on what it holds out. All
 * that it does is in the run directory: interrupted anywhere, it is gone on with there, and what is finished is not done
 * again. Runs on the current backend; the caller loads one.
 *
 * @returns null if the signal came first; the run is saved then.
 * @throws AblationError if the directory holds the run of another recipe or share.
 */
export async function trainShare(options: ShareOptions): Promise<ShareResult | null> {
  const { share } = options;
  const recipe = recipeOfShare(options.recipe, share);
  const run = await openShare(options.run, recipe, options.base);
  const finished = await readResult(options.run);
  if (finished) return finished;

  const trainer = await createTrainer(recipe, options);
  const { step: steps, finished: whole } = await trainLoop(
    run,
    trainer,
    recipe.loop,
    options.onProgress,
    options.signal,
  );
  if (!whole) return null;
  const result = { share, pictures: trainer.pictures, steps, figures: { ...(await trainer.evaluate()) } };
  await writeResult(options.run, result);
  return result;
}

/** The recipe with its data reduced. */
function recipeOfShare(recipe: Recipe, share: number): Recipe {
  return parseRecipe({ ...recipe, data: { ...recipe.data, share } });
}

/** Starts the share's run, or finds it. */
async function openShare(path: string, recipe: Recipe, base: string): Promise<RunDirectory> {
  const known = await readFile(join(path, "config.json"), "utf8").catch(() => null);
  if (known === null) {
    return RunDirectory.create(path, { ...recipe, recipeDirectory: recipeDirectoryFrom(path, base) });
  }
  const { run, config } = await RunDirectory.open(path);
  const { recipe: stored } = await readRunConfig(path, config);
  if (isDeepStrictEqual(parseRecipe(stored), recipe)) return run;
  throw new AblationError(`${path} holds the run of another recipe, or of other options: name another --out`);
}

/** Null while there is none, or one that nobody could have written whole. */
async function readResult(path: string): Promise<ShareResult | null> {
  const text = await readFile(join(path, RESULT), "utf8").catch(() => null);
  return text === null ? null : v.parse(resultSchema, JSON.parse(text));
}

async function writeResult(path: string, result: ShareResult): Promise<void> {
  const partial = join(path, `${RESULT}.partial`);
  await writeFile(partial, `${JSON.stringify(result, null, 2)}\n`);
  await rename(partial, join(path, RESULT));
}
