import * as tf from "@tensorflow/tfjs-core";

import type { PairedImages } from "../data/pairs";
import { wholePairs } from "../recipes/pix2pix-batch";
import { EvaluationError } from "./errors";
import type { Figures } from "./figures";
import type { Metric } from "./metric";
import type { TranslatorSubject } from "./subject";

/** How near translations come to what they should be. */
export const pairs: Metric = {
  name: "pairs",
  about: "mean absolute error [0, 255] and PSNR (dB) of translations to the wanted pictures",
  paper: null,
  needs: ["pairs"],
  measure: { translator: ofTranslations },
};

async function ofTranslations({ wanted, sources, size, translate }: TranslatorSubject): Promise<Figures> {
  if (!wanted) throw new EvaluationError("pairs needs to know what a picture should become");
  return pairFigures((image) => translate(image, 0), { inputs: sources.images, targets: wanted }, size);
}

/**
 * How near translations of held-out inputs come to their targets: mean absolute error in [0, 255], and PSNR of the mean
 * squared error over all of them, in dB. A target is one of many good answers, so neither tells the better picture.
 */
export async function pairFigures(
  translate: (image: tf.Tensor4D) => tf.Tensor4D,
  heldOut: PairedImages,
  size: number,
): Promise<{ heldOutL1: number; heldOutPsnr: number }> {
  const { count } = heldOut.inputs;
  let absolute = 0;
  let squared = 0;
  for (let index = 0; index < count; index++) {
    const errors = tf.tidy(() => {
      const { input, target } = wholePairs(heldOut, [index], size);
      const difference = tf.mul(tf.sub(translate(input), target), 127.5);
      return tf.stack([tf.mean(tf.abs(difference)), tf.mean(tf.square(difference))]);
    });
    const [mae = Number.NaN, mse = Number.NaN] = await errors.data<"float32">();
    errors.dispose();
    absolute += mae / count;
    squared += mse / count;
  }
  return { heldOutL1: absolute, heldOutPsnr: 10 * Math.log10(255 ** 2 / Math.max(squared, 1e-9)) };
}
