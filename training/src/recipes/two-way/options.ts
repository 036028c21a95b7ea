import * as v from "valibot";

import { domainDataSchema } from "../../data/domains";
import { loopSchema, part } from "../options";

/** What every recipe between two domains has. */
export const twoWayEntries = {
  seed: v.optional(v.number(), 1),
  /** Side of the crops that it trains on, pixels, a multiple of 4. */
  size: v.optional(v.pipe(v.number(), v.multipleOf(4)), 128),
  data: v.pipe(
    domainDataSchema,
    v.check(({ domains }) => domains.length === 2, "domains must name two folders: what is translated, and into what"),
  ),
  /** Part of a picture's side that a crop shows: 256 of 286 pixels in the papers. */
  cropShare: v.optional(part, 0.895),
  beta1: v.optional(part, 0.5),
  beta2: v.optional(part, 0.999),
  decayFrom: v.optional(part, 0.5),
  emaDecay: v.optional(part, 0.999),
  loop: loopSchema,
};
