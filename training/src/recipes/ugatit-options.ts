import * as v from "valibot";

import { ugatitSchema } from "../../../src/net/families/ugatit";
import { count, weight } from "./options";
import { twoWayEntries } from "./two-way/options";

export const ugatitRecipeSchema = v.strictObject({
  recipe: v.literal("ugatit"),
  ...twoWayEntries,
  architecture: ugatitSchema,
  /** Of the discriminators, two for each domain: one sees more of the picture than the other. */
  discriminator: v.optional(
    v.strictObject({
      channels: v.optional(count, 64),
      globalLayers: v.optional(count, 5),
      localLayers: v.optional(count, 3),
    }),
    {},
  ),
  learningRate: v.optional(v.number(), 1e-4),
  weightDecay: v.optional(v.pipe(v.number(), v.minValue(0)), 1e-4),
  weights: v.optional(
    v.strictObject({ adversarial: weight(1), cycle: weight(10), identity: weight(10), cam: weight(1000) }),
    {},
  ),
});
export type UgatitRecipe = v.InferOutput<typeof ugatitRecipeSchema>;
