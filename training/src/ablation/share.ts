import { join } from "node:path";

import * as v from "valibot";

import type { TrainResult } from "../jobs/kinds/train";
import { parseRecipe, type Recipe } from "../recipes";

/** What training with a share of the pictures has come to; the figures are of the same held-out pictures for every share. */
export interface TrainedShare extends TrainResult {
  /** Part of the training pictures, above 0 and up to 1. */
  readonly share: number;
}

/** The part of an evaluation that is told of a share: {@link import("../metrics").Evaluation}. */
export const measuredSchema = v.object({
  metrics: v.record(v.string(), v.looseObject({})),
  leftOut: v.record(v.string(), v.string()),
});

/** A share with the figures of each metric, and why others could not be measured. */
export type ShareResult = TrainedShare & v.InferOutput<typeof measuredSchema>;

/** Run directory of a share, in the folder of its ablation. */
export function shareRun(out: string, share: number): string {
  return join(out, `share-${share}`);
}

/** The recipe with its data reduced: trained for as many steps as with all pictures. */
export function recipeOfShare(recipe: Recipe, share: number): Recipe {
  return parseRecipe({ ...recipe, data: { ...recipe.data, share } });
}
