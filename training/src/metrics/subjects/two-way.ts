import type * as tf from "@tensorflow/tfjs-core";

import { loadDomains } from "../../data/domains";
import type { Network } from "../../models/network";
import type { CycleganRecipe } from "../../recipes/cyclegan";
import type { UgatitRecipe } from "../../recipes/ugatit-options";
import { pictureOf } from "../../run/averaged-net";
import type { TranslatorSubject } from "../subject";
import { picturesOfDomains } from "./domains";
import type { SubjectOptions } from "./options";
import { type TranslatorModel, translatorSubject } from "./translator";

/** CycleGAN's or U-GAT-IT's net from the first dish to the second; a run's other net is the way back. */
export async function twoWaySubject(
  { network, stored, back, size, base }: TranslatorModel,
  recipe: CycleganRecipe | UgatitRecipe,
  options: SubjectOptions,
): Promise<TranslatorSubject> {
  const { domains, holdOut, crops } = recipe.data;
  const heldOut = await loadDomains(recipe.data, { ...options, base }, "held-out");
  const { sources, targets } = picturesOfDomains(
    heldOut,
    { domains, from: [0], to: [1], size, block: holdOut.block, hasEllipses: crops !== undefined },
    options,
  );
  const by =
    (net: Network) =>
    (image: tf.Tensor4D): tf.Tensor4D =>
      pictureOf(net.runAll({ image }));
  return translatorSubject({
    size,
    targets,
    sources,
    translate: by(network),
    back: back && by(back),
    wanted: null,
    stored: { bytes: stored.bytes, quantized: stored.network && by(stored.network) },
  });
}
