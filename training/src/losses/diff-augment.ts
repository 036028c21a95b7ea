import * as tf from "@tensorflow/tfjs-core";

import type { Random } from "../data/random";
import { alone, ownOf, type Team } from "../team/team";

/** Brightness and contrast; a shift by up to an eighth; a square of half the side cut out. */
export const diffAugmentations = ["colour", "translation", "cutout"] as const;
export type DiffAugmentPolicy = readonly (typeof diffAugmentations)[number][];

const augmentations = { colour, translation: translate, cutout };

/**
 * DiffAugment (Zhao et al. 2020): the same kinds of random change on real and translated pictures before the
 * discriminator sees them, differentiable, so that few pictures do not get learnt by heart.
 *
 * @param x `[n, h, w, 3]` in [-1, 1].
 * @param team Who has the rest of the batch that the changes are drawn for.
 */
export function diffAugment(
  x: tf.Tensor4D,
  policy: DiffAugmentPolicy,
  random: Random,
  team: Team = alone,
): tf.Tensor4D {
  return diffAugmentations
    .filter((name) => policy.includes(name))
    .reduce((y, name) => augmentations[name](y, random, team), x);
}

function colour(x: tf.Tensor4D, random: Random, team: Team): tf.Tensor4D {
  const batch = x.shape[0];
  const each = (low: number, high: number): tf.Tensor4D =>
    tf.tensor4d(
      ownOf(
        team,
        Array.from({ length: batch * team.count }, () => random.between(low, high)),
      ),
      [batch, 1, 1, 1],
    );
  const brightness = each(-0.3, 0.3);
  const contrast = each(0.7, 1.3);
  return tf.add(tf.mul(x, contrast), brightness);
}

function translate(x: tf.Tensor4D, random: Random): tf.Tensor4D {
  const [, height, width] = x.shape;
  const reach = Math.floor(width / 8);
  // One shift for the whole batch: a slice of a padded batch is one operation with a gradient everywhere.
  const dx = random.below(2 * reach + 1);
  const dy = random.below(2 * reach + 1);
  const padded = tf.pad(x, [
    [0, 0],
    [reach, reach],
    [reach, reach],
    [0, 0],
  ]);
  return tf.slice(padded, [0, dy, dx, 0], [-1, height, width, -1]);
}

function cutout(x: tf.Tensor4D, random: Random, team: Team): tf.Tensor4D {
  const [batch, height, width] = x.shape;
  const side = Math.floor(width / 2);
  const mask = new Float32Array(batch * height * width).fill(1);
  const corners = Array.from({ length: batch * team.count }, () => ({
    left: random.below(width + 1) - (side >> 1),
    top: random.below(height + 1) - (side >> 1),
  }));
  for (const [n, { left, top }] of ownOf(team, corners).entries()) {
    for (let y = Math.max(top, 0); y < Math.min(top + side, height); y++) {
      const row = (n * height + y) * width;
      mask.fill(0, row + Math.max(left, 0), row + Math.max(Math.min(left + side, width), 0));
    }
  }
  return tf.mul(x, tf.tensor4d(mask, [batch, height, width, 1]));
}
