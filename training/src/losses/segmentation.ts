import * as tf from "@tensorflow/tfjs-core";

/**
 * Cross-entropy + Dice (Milletari et al. 2016) where a label is to be believed. A sample without any such pixel
 * counts nothing.
 *
 * @param logits `[n, h, w, 2]`, background first.
 * @param mask `[n, h, w, 1]`, 1 where a dish is.
 * @param weight `[n, h, w, 1]`, how much each pixel counts, [0, 1].
 */
export function segmentationLoss(logits: tf.Tensor4D, mask: tf.Tensor4D, weight: tf.Tensor4D): tf.Scalar {
  // Two classes: the difference of the logits is the logit of "dish".
  const difference = tf.sub(
    tf.slice(logits, [0, 0, 0, 1], [-1, -1, -1, 1]),
    tf.slice(logits, [0, 0, 0, 0], [-1, -1, -1, 1]),
  );
  const pixels = tf.sub(tf.softplus(difference), tf.mul(difference, mask));
  const entropy = tf.div(tf.sum(tf.mul(pixels, weight)), mask.size);
  const dish = tf.mul(tf.sigmoid(difference), weight);
  const wanted = tf.mul(mask, weight);
  const overlap = tf.sum(tf.mul(dish, wanted), [1, 2, 3]);
  // Both are 1 for a sample that counts nothing, so that its Dice loss is 0.
  const dice = tf.div(
    tf.add(tf.mul(overlap, 2), 1),
    tf.add(tf.add(tf.sum(dish, [1, 2, 3]), tf.sum(wanted, [1, 2, 3])), 1),
  );
  return tf.add(entropy, tf.mean(tf.sub(1, dice)));
}

/** Labels that a teacher gives to what has none. */
export type PseudoLabels = {
  /** `[n, h, w, 1]`, 1 where a dish is. */
  readonly mask: tf.Tensor4D;
  /** `[n, h, w, 1]`, 1 where that is to be believed. */
  readonly weight: tf.Tensor4D;
};

/**
 * Labels of a strongly changed view, from what a teacher sees in the plain one (Sohn et al. 2020), where it is confident;
 * what is known for certain comes before that, and what was covered is background.
 *
 * @param teacher Probabilities, `[n, h, w, 2]`, background first.
 * @param certain 1 where a dish is for certain, `[n, h, w, 1]`.
 * @param covered 1 where the strong view was covered, `[n, h, w, 1]`.
 * @param confidence Least probability of either class that counts.
 */
export function pseudoLabels(
  teacher: tf.Tensor4D,
  certain: tf.Tensor4D,
  covered: tf.Tensor4D,
  confidence: number,
): PseudoLabels {
  return tf.tidy(() => {
    const dish = tf.slice(teacher, [0, 0, 0, 1], [-1, -1, -1, 1]);
    const confident = tf.greaterEqual(tf.maximum(dish, tf.sub(1, dish)), confidence).toFloat();
    const seen = tf.maximum(tf.greater(dish, 0.5).toFloat(), certain);
    return {
      mask: tf.mul<tf.Tensor4D>(seen, tf.sub(1, covered)),
      weight: tf.maximum<tf.Tensor4D>(tf.maximum(confident, certain), covered),
    };
  });
}
