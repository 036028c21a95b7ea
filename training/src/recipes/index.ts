import * as v from "valibot";

import { findProblems, nearest } from "../options/check";
import type { Trainer } from "../run/loop";
import { createClassifierTrainer } from "./classifier";
import { classifierRecipeSchema } from "./classifier-options";
import type { RecipeContext } from "./context";
import { createCycleganTrainer, cycleganRecipeSchema } from "./cyclegan";
import { createDcganTrainer, dcganRecipeSchema } from "./dcgan";
import { createPix2pixTrainer, pix2pixRecipeSchema } from "./pix2pix";
import { createSegmenterTrainer } from "./segmenter";
import { segmenterRecipeSchema } from "./segmenter-options";
import { createStarganTrainer } from "./stargan";
import { starganRecipeSchema } from "./stargan-options";
import { createUgatitTrainer } from "./ugatit";
import { ugatitRecipeSchema } from "./ugatit-options";

/** What each recipe may say, by its name. */
export const recipeSchemas = {
  classifier: classifierRecipeSchema,
  cyclegan: cycleganRecipeSchema,
  segmenter: segmenterRecipeSchema,
  stargan: starganRecipeSchema,
  ugatit: ugatitRecipeSchema,
  pix2pix: pix2pixRecipeSchema,
  dcgan: dcganRecipeSchema,
};

const recipeSchema = v.variant("recipe", Object.values(recipeSchemas));
export type Recipe = v.InferOutput<typeof recipeSchema>;

/** A recipe file that says something that the recipe does not understand. */
export class RecipeError extends Error {
  override readonly name = "RecipeError";
}

/** Checks a recipe and fills in its defaults. @throws RecipeError with a line for each thing that is wrong. */
export function parseRecipe(json: unknown): Recipe {
  const name = typeof json === "object" && json !== null && "recipe" in json ? json.recipe : undefined;
  if (typeof name !== "string") throw new RecipeError(`a recipe names what it trains, such as "recipe": "stargan"`);
  const problems = findProblems(schemaOfRecipe(name), name, json);
  if (problems.length > 0) throw new RecipeError(problems.join("\n"));
  return v.parse(recipeSchema, json);
}

/** @throws RecipeError if there is no such recipe, with the one that may be meant. */
export function schemaOfRecipe(name: string): v.GenericSchema {
  const schemas = new Map<string, v.GenericSchema>(Object.entries(recipeSchemas));
  const schema = schemas.get(name);
  if (schema) return schema;
  const names = [...schemas.keys()];
  const meant = nearest(name, names);
  throw new RecipeError(
    meant.length > 0
      ? `there is no recipe ${name}; did you mean ${meant.join(" or ")}?`
      : `there is no recipe ${name}; there are ${names.join(", ")}`,
  );
}

export function createTrainer(recipe: Recipe, context: RecipeContext): Promise<Trainer> {
  switch (recipe.recipe) {
    case "classifier":
      return createClassifierTrainer(recipe, context);
    case "cyclegan":
      return createCycleganTrainer(recipe, context);
    case "segmenter":
      return createSegmenterTrainer(recipe, context);
    case "stargan":
      return createStarganTrainer(recipe, context);
    case "ugatit":
      return createUgatitTrainer(recipe, context);
    case "pix2pix":
      return createPix2pixTrainer(recipe, context);
    case "dcgan":
      return createDcganTrainer(recipe, context);
  }
}
export type { RecipeContext } from "./context";
