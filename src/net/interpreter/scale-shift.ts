import * as tf from "@tensorflow/tfjs-core";

import { spatialMean } from "./normalize";

/**
 * scale x + shift, with the gradients of both rows summed by pooling (see {@link spatialMean}).
 * @param scale, shift `[n, 1, 1, c]` or `[1, 1, 1, c]`.
 */
export function scaleAndShift(x: tf.Tensor4D, scale: tf.Tensor4D, shift: tf.Tensor4D): tf.Tensor4D {
  const run = tf.customGrad((...args) => {
    const [input, s, t, save] = args as unknown as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.GradSaveFunc];
    save([input, s, t]);
    const gradFunc = (dy: tf.Tensor4D, saved: tf.Tensor[]): tf.Tensor4D[] => {
      const [values, factor, offset] = saved as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
      return [tf.mul(dy, factor), sumTo(tf.mul(dy, values), factor), sumTo(dy, offset)];
    };
    return { value: tf.add<tf.Tensor4D>(tf.mul(input, s), t), gradFunc };
  });
  return run(x, scale, shift);
}

/** Mean of each channel of each sample, and its biased variance, `[n, 1, 1, c]` each; differentiable. */
export function channelMoments(x: tf.Tensor4D): { readonly mean: tf.Tensor4D; readonly variance: tf.Tensor4D } {
  const run = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [tf.Tensor4D, tf.GradSaveFunc];
    const mean = spatialMean(input);
    const centred = tf.sub<tf.Tensor4D>(input, mean);
    save([centred]);
    const gradFunc = (dy: tf.Tensor4D, [saved]: tf.Tensor[]): tf.Tensor4D => {
      const pixels = input.shape[1] * input.shape[2];
      const [dMean, dVariance] = tf.split(tf.div<tf.Tensor4D>(dy, pixels), 2, 1);
      return tf.add(tf.mul(saved ?? centred, tf.mul(dVariance ?? dy, 2)), dMean ?? dy);
    };
    return { value: tf.concat([mean, spatialMean(tf.square(centred))], 1), gradFunc };
  });
  const [mean, variance] = tf.split<tf.Tensor4D>(run(x), 2, 1);
  if (!mean || !variance) throw new Error("two rows were not split into two");
  return { mean, variance };
}

/** Sum over the pixels, and over the samples where `row` is shared by them. */
function sumTo(x: tf.Tensor4D, row: tf.Tensor4D): tf.Tensor4D {
  const perSample = tf.mul<tf.Tensor4D>(spatialMean(x), x.shape[1] * x.shape[2]);
  return row.shape[0] === 1 ? tf.sum<tf.Tensor4D>(perSample, 0, true) : perSample;
}
