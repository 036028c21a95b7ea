import * as tf from "@tensorflow/tfjs-core";

import { alone, type Team } from "../team/team";

/** Mean absolute difference. */
export function l1(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  return tf.mean(tf.abs(tf.sub(a, b)));
}

/**
 * Mean absolute difference where `mask` is 1. The mean is over the mask, not the picture: little table around a dish
 * would otherwise weigh next to nothing.
 *
 * @param mask `[n, h, w, 1]` in [0, 1]; 0 is returned where it is empty.
 */
export function maskedL1(a: tf.Tensor4D, b: tf.Tensor4D, mask: tf.Tensor4D, team: Team = alone): tf.Scalar {
  const [, , , channels] = a.shape;
  const sum = tf.sum(tf.mul(tf.abs(tf.sub(a, b)), mask));
  // The mask of the whole batch: the average over the team is then the mean over all of it.
  const masked = team.count === 1 ? tf.sum(mask) : totalOf(team, tf.sum(mask));
  return tf.div(tf.mul(sum, team.count), tf.add(tf.mul(masked, channels), 1));
}

function totalOf(team: Team, own: tf.Tensor): tf.Scalar {
  const total = Float32Array.from(own.dataSync());
  team.sum(total);
  return tf.scalar(total[0] ?? Number.NaN);
}

/** L1 of pictures pooled by 4: keeps the layout, leaves the texture free. Pooling is linear, so one pass does. */
export function pooledL1(a: tf.Tensor4D, b: tf.Tensor4D): tf.Scalar {
  return tf.mean(tf.abs(averageBlocks(tf.sub(a, b), 4)));
}

/** L1 between the instance-normalised, pooled luminance of two pictures: where it is lighter, not how light. */
export function luminanceStructure(a: tf.Tensor4D, b: tf.Tensor4D): tf.Scalar {
  return l1(normalizedLuminance(a), normalizedLuminance(b));
}

function normalizedLuminance(x: tf.Tensor4D): tf.Tensor4D {
  const pooled = averageBlocks(x, 4);
  const luminance = tf.sum<tf.Tensor4D>(tf.mul(pooled, tf.tensor4d([0.299, 0.587, 0.114], [1, 1, 1, 3])), 3, true);
  const { mean, variance } = tf.moments(luminance, [1, 2], true);
  return tf.div(tf.sub(luminance, mean), tf.sqrt(tf.add(variance, 1e-3)));
}

/** Average of blocks of `scale` pixels, whose gradient (a nearest upsampling) every backend has. */
export function averageBlocks(x: tf.Tensor4D, scale: number): tf.Tensor4D {
  const run = tf.customGrad((...args) => {
    const [input] = args as unknown as [tf.Tensor4D];
    const [, height, width] = input.shape;
    const gradFunc = (dy: tf.Tensor): tf.Tensor =>
      tf.div(tf.image.resizeNearestNeighbor(dy as tf.Tensor4D, [height, width]), scale * scale);
    return { value: tf.avgPool(input, scale, scale, "valid"), gradFunc };
  });
  return run(x);
}
