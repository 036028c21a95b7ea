import type * as tf from "@tensorflow/tfjs-core";

import { loadPairs } from "../../data/pairs";
import type { Network } from "../../models/network";
import type { Pix2pixRecipe } from "../../recipes/pix2pix";
import { evenly } from "../interval";
import { pictureOf } from "../../run/averaged-net";
import { sized, upTo } from "../pictures";
import type { TranslatorSubject } from "../subject";
import { blocksOf } from "./domains";
import type { SubjectOptions } from "./options";
import { type TranslatorModel, translatorSubject } from "./translator";

/** Held-out inputs, and the targets that they should become. */
export async function pix2pixSubject(
  { network, stored, size }: TranslatorModel,
  recipe: Pix2pixRecipe,
  options: SubjectOptions,
): Promise<TranslatorSubject> {
  const { heldOut } = await loadPairs(recipe.data, options);
  const chosen = evenly(upTo(heldOut.inputs.count), options.sources ?? options.inAll);
  const images = sized(heldOut.inputs, chosen, size);
  const wanted = sized(heldOut.targets, chosen, size);
  // Every so many pairs one is held out, so that two that are held out are no neighbours.
  const blocks = blocksOf(chosen.length, 1);
  const by =
    (net: Network) =>
    (image: tf.Tensor4D): tf.Tensor4D =>
      pictureOf(net.runAll({ image }));
  return translatorSubject({
    size,
    targets: [{ name: recipe.data.domain ?? "target", real: { images: wanted, blocks, outside: null } }],
    sources: { images, blocks, own: chosen.map(() => null), outside: null },
    translate: by(network),
    back: null,
    wanted,
    stored: { bytes: stored.bytes, quantized: stored.network && by(stored.network) },
  });
}
