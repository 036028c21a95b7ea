import * as tf from "@tensorflow/tfjs-core";

import type { Random } from "../data/random";

/** Pixels by which a picture is moved at most, along either axis. */
const REACH = 3;
/** Standard deviation of the sensor's noise that is added, for pictures in [-1, 1]. */
const NOISE = 0.03;

/**
 * How far the translation of a moved, slightly noisy picture is from the moved translation: mean absolute difference, for
 * pictures `[n, h, w, 3]` in [-1, 1]. Both are compared where they show the same, a margin smaller than the picture. A
 * video of a still dish flickers by that much (Huang et al. 2017 ask the same of consecutive frames, along their flow).
 *
 * @param translated Translation of `image`.
 */
export function stabilityLoss(
  image: tf.Tensor4D,
  translated: tf.Tensor4D,
  translate: (moved: tf.Tensor4D) => tf.Tensor4D,
  random: Random,
): tf.Scalar {
  const [, height, width] = image.shape;
  const away = (): number => (1 + random.below(REACH)) * (random.chance(0.5) ? 1 : -1);
  const [dy, dx] = random.chance(0.5) ? [away(), random.below(REACH + 1)] : [random.below(REACH + 1), away()];
  const moved = movedBy(image, dy, dx);
  const noise = tf.randomNormal<tf.Rank.R4>(moved.shape, 0, NOISE, "float32", random.below(1 << 30));
  const inner = (x: tf.Tensor4D, top: number, left: number): tf.Tensor4D =>
    tf.slice(x, [0, top, left, 0], [-1, height - 2 * REACH, width - 2 * REACH, -1]);
  const before = inner(translated, REACH + dy, REACH + dx);
  return tf.mean(tf.abs(tf.sub(inner(translate(tf.add(moved, noise)), REACH, REACH), before)));
}

/** Shows at each place what was `dy` below and `dx` to its right; what comes in at the edge continues by mirroring. */
function movedBy(x: tf.Tensor4D, dy: number, dx: number): tf.Tensor4D {
  const [, height, width] = x.shape;
  const padded = tf.mirrorPad(
    x,
    [
      [0, 0],
      [REACH, REACH],
      [REACH, REACH],
      [0, 0],
    ],
    "symmetric",
  );
  return tf.slice(padded, [0, REACH + dy, REACH + dx, 0], [-1, height, width, -1]);
}
