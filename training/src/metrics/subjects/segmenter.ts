import * as tf from "@tensorflow/tfjs-core";

import { loadSegmentation } from "../../data/segmentation";
import type { SegmenterRecipe } from "../../recipes/segmenter-options";
import type { LoadedModel } from "../load";
import { sized, tensorOf, upTo } from "../pictures";
import type { SegmenterSubject } from "../subject";
import type { SubjectOptions } from "./options";

/** Held-out scenes and the dishes in them, at the net's size. */
export async function segmenterSubject(
  { network, size }: LoadedModel,
  recipe: SegmenterRecipe,
  options: SubjectOptions,
): Promise<SegmenterSubject> {
  const { heldOut } = await loadSegmentation(recipe.data, options);
  const all = upTo(heldOut.images.count);
  const images = sized(heldOut.images, all, size);
  const masks = sized(heldOut.masks, all, size);
  return {
    kind: "segmenter",
    classes: ["background", "dish"],
    pictures: all.length,
    async *labels() {
      for (const index of all) {
        const best = tf.tidy(() => tf.argMax(network.run({ image: tensorOf(images, [index]) }, "probabilities"), 3));
        const found = Uint8Array.from(await best.data<"int32">());
        best.dispose();
        yield { found, wanted: masks.picture(index).map((value) => (value > 127 ? 1 : 0)) };
      }
    },
  };
}
