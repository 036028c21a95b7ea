import * as v from "valibot";
import type { Graph } from "../graph";
import { buildClassifier, classifierSchema } from "./classifier";
import { buildCyclegan, cycleganSchema } from "./cyclegan";
import { buildDcgan, dcganSchema } from "./dcgan";
import { buildPix2pix, pix2pixSchema } from "./pix2pix";
import { buildSegmenter, segmenterSchema } from "./segmenter";
import { buildStargan, starganSchema } from "./stargan";
import { buildUgatit, ugatitSchema } from "./ugatit";

/** A family with its numbers, as `config.json` and the recipes have them. */
export const familySchema = v.variant("family", [
  v.strictObject({ family: v.literal("stargan"), architecture: starganSchema }),
  v.strictObject({ family: v.literal("cyclegan"), architecture: cycleganSchema }),
  v.strictObject({ family: v.literal("ugatit"), architecture: ugatitSchema }),
  v.strictObject({ family: v.literal("pix2pix"), architecture: pix2pixSchema }),
  v.strictObject({ family: v.literal("dcgan"), architecture: dcganSchema }),
  v.strictObject({ family: v.literal("segmenter"), architecture: segmenterSchema }),
  v.strictObject({ family: v.literal("classifier"), architecture: classifierSchema }),
]);

/** The graph of any family's model. @param size Side of its pictures in pixels. */
export function graphOf(model: v.InferOutput<typeof familySchema>, size: number): Graph {
  switch (model.family) {
    case "stargan":
      return buildStargan(model.architecture, size);
    case "cyclegan":
      return buildCyclegan(model.architecture, size);
    case "ugatit":
      return buildUgatit(model.architecture, size);
    case "pix2pix":
      return buildPix2pix(model.architecture, size);
    case "dcgan":
      return buildDcgan(model.architecture, size);
    case "segmenter":
      return buildSegmenter(model.architecture, size);
    case "classifier":
      return buildClassifier(model.architecture, size);
  }
}
