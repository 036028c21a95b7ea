import * as v from "valibot";

import type { Trainer } from "../run/loop";
import { classifierRecipeSchema, createClassifierTrainer } from "./classifier";
import type { RecipeContext } from "./context";
import { createSegmenterTrainer, segmenterRecipeSchema } from "./segmenter";
import { createStarganTrainer, starganRecipeSchema } from "./stargan";

export const recipeSchema = v.variant("recipe", [classifierRecipeSchema, segmenterRecipeSchema, starganRecipeSchema]);
export type Recipe = v.InferOutput<typeof recipeSchema>;

/** A recipe file that says something that the recipe does not understand. */
export class RecipeError extends Error {
  override readonly name = "RecipeError";
}

/** Checks a recipe and fills in its defaults. @throws RecipeError naming the field. */
export function parseRecipe(json: unknown): Recipe {
  const result = v.safeParse(recipeSchema, json);
  if (result.success) return result.output;
  const issues = result.issues.map((issue) => `${v.getDotPath(issue) ?? "the recipe"}: ${issue.message}`);
  throw new RecipeError(issues.join("\n"));
}

export function createTrainer(recipe: Recipe, context: RecipeContext): Promise<Trainer> {
  switch (recipe.recipe) {
    case "classifier":
      return createClassifierTrainer(recipe, context);
    case "segmenter":
      return createSegmenterTrainer(recipe, context);
    case "stargan":
      return createStarganTrainer(recipe, context);
  }
}
export type { RecipeContext } from "./context";
