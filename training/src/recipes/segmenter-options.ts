import * as v from "valibot";

import { segmenterSchema } from "../../../src/net/families/segmenter";
import { segmentationDataSchema } from "../data/segmentation";
import { count, loopSchema, part, weight } from "./options";

export const segmenterRecipeSchema = v.strictObject({
  recipe: v.literal("segmenter"),
  seed: v.optional(v.number(), 1),
  /** Side of the input in pixels. */
  size: v.optional(v.number(), 128),
  architecture: segmenterSchema,
  data: segmentationDataSchema,
  learningRate: v.optional(v.number(), 2e-3),
  emaDecay: v.optional(v.number(), 0.995),
  /** Run whose averaged weights the net starts from, as far as they fit; counts from the working directory. */
  warmStart: v.optional(v.string()),
  /** Part of the batch that is pictures of which only the food is marked. */
  foodShare: v.optional(part, 0.2),
  /** Chance that a dish of another picture is pasted over, for scenes with several dishes. */
  pasteChance: v.optional(part, 0.4),
  /** Chance that everything but the dishes is replaced by a drawn tray on a table: trays are rare in the pictures. */
  trayChance: v.optional(part, 0.35),
  /** Chance that a hand, chopsticks or cutlery is drawn over the scene; what they cover is no dish. */
  coverChance: v.optional(part, 0.25),
  /** Chance of uneven light and cast shadows. */
  lightChance: v.optional(part, 0.4),
  /** Chance of a blurred picture. */
  blurChance: v.optional(part, 0.25),
  /**
   * Probability from which the net's answer counts as dish. Models that are made of a run have it moved to one half, by the
   * bias of their last layer, which costs nothing.
   */
  threshold: v.optional(v.pipe(v.number(), v.minValue(0.01), v.maxValue(0.99)), 0.5),
  /** Learning from pictures without masks. */
  consistency: v.optional(
    v.strictObject({
      /** Pictures without masks beside each batch, where the data names some. */
      batch: v.optional(count, 4),
      weight: weight(0.5),
      /** Steps in which the weight grows from 0. */
      rampSteps: v.optional(count, 500),
      /** Least probability that the averaged net's answer needs to be taken for a label. */
      confidence: v.optional(v.pipe(v.number(), v.minValue(0.5), v.maxValue(1)), 0.9),
    }),
    {},
  ),
  loop: loopSchema,
});
export type SegmenterRecipe = v.InferOutput<typeof segmenterRecipeSchema>;
