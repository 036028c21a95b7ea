import { kernelDistance } from "./kernel";
import { kernelShares } from "./kernel-shares";
import type { Metric } from "./metric";
import { compareOnOurFeatures, featuresOfGenerator, featuresOfTranslator, OUR_FEATURES } from "./our-features";
import { inBothViews } from "./views";

/** Kernel distance: unbiased however few pictures there are. */
export const kid: Metric = {
  name: "kid",
  about: `kernel distance to the real pictures of each dish, ${OUR_FEATURES}; between halves of the real ones it is 0 but for chance; its share of that between untranslated and real pictures`,
  paper: "Binkowski et al. 2018",
  needs: ["judge"],
  isQuick: true,
  measure: {
    translator: (subject, context) =>
      inBothViews(subject, context, async (seen) => {
        const sets = await featuresOfTranslator(seen, context);
        const { figures } = await compareOnOurFeatures("kid", sets, kernelDistance, context);
        return { ...figures, ...kernelShares(sets, context.seed) };
      }),
    async generator(subject, context) {
      const sets = await featuresOfGenerator(subject, context);
      return (await compareOnOurFeatures("kid", sets, kernelDistance, context)).figures;
    },
  },
};
