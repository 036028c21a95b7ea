import { kernelDistance } from "./kernel";
import type { Metric } from "./metric";
import { compareOnOurFeatures, featuresOfGenerator, featuresOfTranslator, OUR_FEATURES } from "./our-features";

/** Kernel distance: unbiased however few pictures there are. */
export const kid: Metric = {
  name: "kid",
  about: `kernel distance to the real pictures of each dish, ${OUR_FEATURES}; between halves of the real ones it is 0 but for chance`,
  paper: "Binkowski et al. 2018",
  needs: ["judge"],
  measure: {
    async translator(subject, context) {
      const sets = await featuresOfTranslator(subject, context);
      return (await compareOnOurFeatures("kid", sets, kernelDistance, context)).figures;
    },
    async generator(subject, context) {
      const sets = await featuresOfGenerator(subject, context);
      return (await compareOnOurFeatures("kid", sets, kernelDistance, context)).figures;
    },
  },
};
