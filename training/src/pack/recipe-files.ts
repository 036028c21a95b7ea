import { existsSync } from "node:fs";
import { join } from "node:path";

import type { Recipe } from "../recipes";
import { packPaths } from "./manifest";

/** Files that a recipe names, beside its pictures; undefined where it names none. */
export interface RecipeFiles {
  /** Relative to the working directory. */
  readonly critic: string | undefined;
  /** Relative to the data root, else to the recipe. */
  readonly warmStart: string | undefined;
  /** Relative to the recipe. */
  readonly crops: string | undefined;
  /** Crops of pictures of no domain, relative to the recipe. */
  readonly sources: string | undefined;
}

export function filesOf(recipe: Recipe): RecipeFiles {
  return {
    critic: "critic" in recipe ? recipe.critic : undefined,
    warmStart: "warmStart" in recipe ? recipe.warmStart : undefined,
    crops: "crops" in recipe.data ? recipe.data.crops : undefined,
    sources: recipe.recipe === "stargan" ? recipe.sources?.crops : undefined,
  };
}

/** The recipe as JSON with its files where a pack keeps them. @param root The pack's folder. */
export function withPackedFiles(recipe: Recipe, root: string): unknown {
  const files = filesOf(recipe);
  const warmStart = join(root, packPaths.warmStart);
  return {
    ...recipe,
    ...(files.critic === undefined ? {} : { critic: join(root, packPaths.critic) }),
    // A run that goes on has it in its checkpoint already.
    ...(files.warmStart === undefined ? {} : { warmStart: existsSync(warmStart) ? warmStart : undefined }),
    ...(files.crops === undefined ? {} : { data: { ...recipe.data, crops: packPaths.crops } }),
    ...(recipe.recipe === "stargan" && recipe.sources
      ? { sources: { ...recipe.sources, crops: packPaths.sources } }
      : {}),
  };
}
