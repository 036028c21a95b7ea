import { stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

import * as v from "valibot";

/** Where the files are that a run's recipe names, such as its crops. */
export interface RecipePlace {
  /** Absolute path that the recipe's relative paths count from. */
  readonly base: string;
  /** What the run says of it, where that is no directory and the project's own recipes take its place; else null. */
  readonly missing: string | null;
}

const configSchema = v.looseObject({ recipeDirectory: v.string() });

/**
 * A recipe's directory as a run's `config.json` names it: relative to the run, so that both may be moved together and
 * nothing of the machine is told.
 */
export function recipeDirectoryFrom(run: string, directory: string): string {
  return relative(resolve(run), resolve(directory)).split(sep).join("/") || ".";
}

/** What a run's `config.json` says, apart: the recipe, still to be parsed, and where its files are. */
export async function readRunConfig(
  run: string,
  config: unknown,
): Promise<RecipePlace & { readonly recipe: Readonly<Record<string, unknown>> }> {
  const { recipeDirectory, ...recipe } = v.parse(configSchema, config);
  return { recipe, ...(await findRecipeDirectory(run, recipeDirectory)) };
}

async function findRecipeDirectory(run: string, named: string): Promise<RecipePlace> {
  // Runs of earlier versions count from the working directory, or are absolute.
  const places = isAbsolute(named) ? [named] : [resolve(run, named), resolve(named)];
  for (const base of places) if (await isDirectory(base)) return { base, missing: null };
  return { base: fileURLToPath(new URL("../../recipes", import.meta.url)), missing: named };
}

function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
