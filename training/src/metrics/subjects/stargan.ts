import type * as tf from "@tensorflow/tfjs-core";

import { loadDomains } from "../../data/domains";
import type { Network } from "../../models/network";
import { oneHot } from "../../recipes/stargan-batch";
import type { StarganRecipe } from "../../recipes/stargan-options";
import { pictureOf } from "../../run/averaged-net";
import { upTo } from "../pictures";
import type { TranslatorSubject } from "../subject";
import { picturesOfDomains } from "./domains";
import type { SubjectOptions } from "./options";
import { type TranslatorModel, translatorSubject } from "./translator";

/** One net for all dishes: every dish is a source for every other, and its own domain is the way back. */
export async function starganSubject(
  { network, stored, size, base }: TranslatorModel,
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
  const by =
    (net: Network) =>
    (image: tf.Tensor4D, domain: number): tf.Tensor4D => {
      const wanted = oneHot(
        upTo(image.shape[0]).map(() => domain),
        domains.length,
      );
      return pictureOf(net.runAll({ image, domain: wanted }));
    };
  const translate = by(network);
  return translatorSubject({
    size,
    targets,
    sources,
    translate,
    back: (image, source) => translate(image, sourceDomains[source] ?? 0),
    wanted: null,
    stored: { bytes: stored.bytes, quantized: stored.network && by(stored.network) },
  });
}
