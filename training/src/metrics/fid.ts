import type { Figures } from "./figures";
import { frechetDistance, gaussianOf } from "./frechet";
import type { Metric } from "./metric";
import {
  type Comparison,
  compareOnOurFeatures,
  featuresOfGenerator,
  featuresOfTranslator,
  OUR_FEATURES,
} from "./our-features";

/** Fréchet's distance between normal distributions fitted to the features: biased where pictures are few. */
export const fid: Metric = {
  name: "fid",
  about: `Fréchet's distance to the real pictures of each dish, ${OUR_FEATURES}`,
  paper: "Heusel et al. 2017",
  needs: ["judge"],
  measure: {
    translator: async (subject, context) =>
      warned(await compareOnOurFeatures("fid", await featuresOfTranslator(subject, context), distance, context, 0)),
    generator: async (subject, context) =>
      warned(await compareOnOurFeatures("fid", await featuresOfGenerator(subject, context), distance, context, 0)),
  },
};

function distance(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  return frechetDistance(gaussianOf(a), gaussianOf(b));
}

function warned({ figures, pictures, features }: Comparison): Figures {
  if (pictures > features) return figures;
  return {
    ...figures,
    fewerPicturesThanFeatures: `${pictures} pictures a side where they are fewest, ${features} features: FID is too large then; compare it only with the two others here, which have as many`,
  };
}
