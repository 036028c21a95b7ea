import * as tf from "@tensorflow/tfjs-core";

import type { FloatTensor } from "../../tensors";
import type { DomainRow } from "./domainRows";
import type { FusedActivation, PictureStep } from "./steps";

// Both norms take three passes over the picture: mean, mean of squares, then scale, offset and activation as one
// depthwise 1x1 convolution. The few numbers in between are computed in JavaScript, in 64 bits: tensor operations on
// vectors cost more in calls than in work.

/** Instance norm of one picture, with its activation. */
export function instanceNormStep(
  gamma: DomainRow,
  beta: DomainRow,
  epsilon: number,
  activation: FusedActivation,
): PictureStep {
  const run = (x: tf.Tensor4D): tf.Tensor4D => {
    const { mean, variance } = channelMoments(x);
    const factors = variance.map((value, c) => (gamma.values[c] ?? 0) / Math.sqrt(value + epsilon));
    const offsets = factors.map((factor, c) => (beta.values[c] ?? 0) - (mean[c] ?? 0) * factor);
    return scaleAndShift(x, factors, offsets, activation);
  };
  return { run, tensors: [] };
}

/**
 * Layer-instance norm of one picture, with its activation; the layer's moments follow from the channels'.
 * @param gamma, beta Parameters; where they are null, the step's second and third input.
 */
export function layerInstanceNormStep(
  rho: FloatTensor,
  gamma: FloatTensor | null,
  beta: FloatTensor | null,
  epsilon: number,
  activation: FusedActivation,
): PictureStep {
  const run = (x: tf.Tensor4D, ...vectors: readonly tf.Tensor[]): tf.Tensor4D => {
    const scale = gamma?.data ?? vectors[0]?.dataSync<"float32">();
    const shift = beta?.data ?? vectors[1]?.dataSync<"float32">();
    const { mean, variance } = channelMoments(x);
    const layerMean = average(mean);
    const layerVariance = average(variance.map((value, c) => value + ((mean[c] ?? 0) - layerMean) ** 2));
    const perLayer = 1 / Math.sqrt(layerVariance + epsilon);
    const factors = new Float64Array(mean.length);
    const offsets = factors.map((_, c) => {
      const share = rho.data[c] ?? 0;
      const byChannel = share / Math.sqrt((variance[c] ?? 0) + epsilon);
      const byLayer = (1 - share) * perLayer;
      factors[c] = (scale?.[c] ?? 0) * (byChannel + byLayer);
      return (shift?.[c] ?? 0) - (scale?.[c] ?? 0) * (byChannel * (mean[c] ?? 0) + byLayer * layerMean);
    });
    return scaleAndShift(x, factors, offsets, activation);
  };
  return { run, tensors: [] };
}

function channelMoments(x: tf.Tensor4D): { readonly mean: Float64Array; readonly variance: Float64Array } {
  const whole: [number, number] = [x.shape[1], x.shape[2]];
  const mean = Float64Array.from(tf.avgPool(x, whole, 1, "valid").dataSync());
  const square = tf.avgPool(tf.square<tf.Tensor4D>(x), whole, 1, "valid").dataSync();
  // Rounding may leave a variance a little below zero where a channel is constant.
  return { mean, variance: mean.map((value, c) => Math.max(0, (square[c] ?? 0) - value * value)) };
}

function scaleAndShift(
  x: tf.Tensor4D,
  factors: Float64Array,
  offsets: Float64Array,
  activation: FusedActivation,
): tf.Tensor4D {
  return tf.fused.depthwiseConv2d({
    x,
    filter: tf.tensor4d(Float32Array.from(factors), [1, 1, factors.length, 1]),
    strides: 1,
    pad: "valid",
    bias: tf.tensor1d(Float32Array.from(offsets)),
    activation,
  });
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
