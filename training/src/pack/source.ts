import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

import * as v from "valibot";

import { parseRecipe, type Recipe } from "../recipes";
import { RunDirectory } from "../run/directory";
import { readRunConfig } from "../run/recipe-directory";
import { withOverrides } from "./overrides";

/** What is packed: a recipe that starts anew, or a run that goes on. */
export interface PackSource {
  readonly recipe: Recipe;
  /** Directory that the recipe's relative paths count from, absolute. */
  readonly recipeDirectory: string;
  /** The run to go on from; null for a recipe. */
  readonly run: RunDirectory | null;
}

/** Reads a recipe file or a run directory. @throws RecipeError, RunDirectoryError, PackError saying what is wrong. */
export async function openSource(path: string, overrides: readonly string[]): Promise<PackSource> {
  if ((await stat(path)).isDirectory()) {
    const { run, config } = await RunDirectory.open(path);
    const { recipe, base } = await readRunConfig(path, config);
    return { recipe: parseRecipe(withOverrides(recipe, overrides)), recipeDirectory: base, run };
  }
  const recipe: unknown = JSON.parse(await readFile(path, "utf8"));
  return {
    recipe: parseRecipe(withOverrides(recipe, overrides)),
    recipeDirectory: resolve(dirname(path)),
    run: null,
  };
}

/** Lines of a run's `stats.jsonl` up to a step: what was logged after the checkpoint is repeated. */
export async function statsUpTo(directory: string, step: number): Promise<string[]> {
  const text = await readFile(join(directory, "stats.jsonl"), "utf8").catch(() => "");
  const stepOf = (line: string): number => v.parse(v.looseObject({ step: v.number() }), JSON.parse(line)).step;
  return text.split("\n").filter((line) => line !== "" && stepOf(line) <= step);
}
