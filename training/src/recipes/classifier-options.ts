import * as v from "valibot";

import { classifierSchema } from "../../../src/net/families/classifier";
import { domainDataSchema } from "../data/domains";
import { count, loopSchema, part } from "./options";

export const classifierRecipeSchema = v.strictObject({
  recipe: v.literal("classifier"),
  seed: v.optional(v.number(), 1),
  size: v.optional(v.number(), 96),
  architecture: classifierSchema,
  data: domainDataSchema,
  /**
   * So many of `data.domains`, from the first, are the dishes that guesses and figures are about, all of them by default.
   * Further classes are there for what the features learn from them.
   */
  dishes: v.optional(count),
  learningRate: v.optional(v.number(), 2e-3),
  emaDecay: v.optional(v.number(), 0.995),
  /** Weight that the target gives away to the other classes (Szegedy et al. 2016). */
  labelSmoothing: v.optional(v.number(), 0.1),
  /** Part of the stored picture's side that the closest view in training shows; the widest shows a little more than all. */
  closest: v.optional(v.pipe(v.number(), v.minValue(0.1), v.maxValue(1)), 0.5),
  /** Chance that a picture is blurred: a critic must judge by more than grain. */
  blurChance: v.optional(part, 0.3),
  /** Chance that everything outside the dish's ellipse is grey, so that the net also judges dishes alone. */
  maskChance: v.optional(part, 0),
  /** Chance that the pictures of a batch are mixed in pairs, in equal and unequal parts (mixup, Zhang et al. 2018). */
  mixChance: v.optional(part, 0),
  loop: loopSchema,
});
export type ClassifierRecipe = v.InferOutput<typeof classifierRecipeSchema>;

/** How many of the classes, from the first, guesses and figures are about. */
export function dishCount({ dishes, data }: Pick<ClassifierRecipe, "dishes" | "data">): number {
  return Math.min(dishes ?? data.domains.length, data.domains.length);
}
