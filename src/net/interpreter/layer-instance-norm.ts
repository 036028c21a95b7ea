import * as tf from "@tensorflow/tfjs-core";

import { channelMoments, scaleAndShift } from "./scale-shift";

/**
 * AdaLIN (Kim et al. 2020): gamma (rho instanceNorm(x) + (1 - rho) layerNorm(x)) + beta, with biased variances.
 *
 * Both norms are one factor and one offset for each channel, and the layer's moments follow from the channels': the
 * picture is read for its moments, and once more to be scaled.
 *
 * @param rho `[1, 1, 1, c]` in [0, 1].
 * @param gamma, beta `[n, 1, 1, c]` or `[1, 1, 1, c]`.
 */
export function layerInstanceNorm(
  x: tf.Tensor4D,
  rho: tf.Tensor4D,
  gamma: tf.Tensor4D,
  beta: tf.Tensor4D,
  epsilon: number,
): tf.Tensor4D {
  const { mean, variance } = channelMoments(x);
  const layerMean = tf.mean<tf.Tensor4D>(mean, 3, true);
  const layerVariance = tf.mean<tf.Tensor4D>(tf.add(variance, tf.square(tf.sub(mean, layerMean))), 3, true);
  const byChannel = tf.mul(rho, tf.rsqrt(tf.add(variance, epsilon)));
  const byLayer = tf.mul(tf.sub(1, rho), tf.rsqrt(tf.add(layerVariance, epsilon)));
  const scale = tf.mul<tf.Tensor4D>(gamma, tf.add(byChannel, byLayer));
  const centre = tf.mul(gamma, tf.add(tf.mul(byChannel, mean), tf.mul(byLayer, layerMean)));
  return scaleAndShift(x, scale, tf.sub<tf.Tensor4D>(beta, centre));
}
