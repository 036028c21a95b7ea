import type { Recipe } from "./index";
import type { Way } from "../models/from-run";

/** Ids of what a recipe's exported model makes or tells apart, in the order of its domain vector where it has one. */
export function domainsOf(recipe: Recipe, way: Way = "there"): readonly string[] {
  if (recipe.recipe === "segmenter") return [];
  if (recipe.recipe === "pix2pix" || recipe.recipe === "dcgan") {
    return recipe.data.domain === undefined ? [] : [recipe.data.domain];
  }
  const { domains } = recipe.data;
  if (recipe.recipe !== "cyclegan" && recipe.recipe !== "ugatit") return domains;
  // A net of a two-way recipe leads to one of its two domains.
  return way === "back" ? domains.slice(0, 1) : domains.slice(1);
}
