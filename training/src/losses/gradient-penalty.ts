import * as tf from "@tensorflow/tfjs-core";

import type { Random } from "../data/random";
import { alone, ownOf, type Team } from "../team/team";

/** A critic's value of each picture: `[n, h, w, 3]` → `[n]`. */
export type Judge = (image: tf.Tensor4D) => tf.Tensor;

/**
 * Gradient penalty of WGAN-GP (Gulrajani et al. 2017): the squared distance of the gradient's norm from 1, on random
 * points between real and translated pictures. Differentiating it takes second derivatives of the critic.
 */
export function gradientPenalty(
  judge: Judge,
  real: tf.Tensor4D,
  fake: tf.Tensor4D,
  random: Random,
  team: Team = alone,
): tf.Scalar {
  const share = tf.tensor4d(
    ownOf(
      team,
      Array.from({ length: real.shape[0] * team.count }, () => random.next()),
    ),
    [real.shape[0], 1, 1, 1],
  );
  const between = tf.add<tf.Tensor4D>(fake, tf.mul(tf.sub(real, fake), share));
  // The square root has no derivative at 0.
  const norm = tf.sqrt(tf.add(squaredGradientNorm(judge, between), 1e-12));
  return tf.mean(tf.square(tf.sub(norm, 1)));
}

/** R1 (Mescheder et al. 2018): mean squared norm of the critic's gradient on real pictures, without the factor one half. */
export function r1Penalty(judge: Judge, real: tf.Tensor4D): tf.Scalar {
  return tf.mean(squaredGradientNorm(judge, real));
}

/** Of each sample: `[n]`. Samples must not meet in the critic, or their gradients mix. */
function squaredGradientNorm(judge: Judge, image: tf.Tensor4D): tf.Tensor {
  const gradient = tf.grad((x) => tf.sum(judge(x as tf.Tensor4D)))(image);
  return tf.sum(tf.square(gradient), [1, 2, 3]);
}
