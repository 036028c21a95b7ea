import type * as tf from "@tensorflow/tfjs-core";

import { loadDomains } from "../../data/domains";
import { oneHot } from "../../recipes/stargan-batch";
import type { StarganRecipe } from "../../recipes/stargan-options";
import { pictureOf } from "../../run/averaged-net";
import type { LoadedModel } from "../load";
import { upTo } from "../pictures";
import type { TranslatorSubject } from "../subject";
import { picturesOfDomains } from "./domains";
import type { SubjectOptions } from "./options";
import { translatorSubject } from "./translator";

/** One net for all dishes: every dish is a source for every other, and its own domain is the way back. */
export async function starganSubject(
  { network, size, base }: LoadedModel,
  recipe: StarganRecipe,
  options: SubjectOptions,
): Promise<TranslatorSubject> {
  const { domains, holdOut, crops } = recipe.data;
  const heldOut = await loadDomains(recipe.data, { ...options, base }, "held-out");
  const all = upTo(domains.length);
  const { sources, targets, sourceDomains } = picturesOfDomains(
    heldOut,
    { domains, from: all, to: all, size, block: holdOut.block, hasEllipses: crops !== undefined },
    options,
  );
  const translate = (image: tf.Tensor4D, domain: number): tf.Tensor4D => {
    const wanted = oneHot(
      upTo(image.shape[0]).map(() => domain),
      domains.length,
    );
    return pictureOf(network.runAll({ image, domain: wanted }));
  };
  return translatorSubject({
    size,
    targets,
    sources,
    translate,
    back: (image, source) => translate(image, sourceDomains[source] ?? 0),
    wanted: null,
  });
}
