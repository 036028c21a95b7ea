import * as tf from "@tensorflow/tfjs-core";

import type { PairedImages } from "../data/pairs";
import { wholePairs } from "../recipes/pix2pix-batch";

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
