import * as tf from "@tensorflow/tfjs-core";

/** Mean value of fakes minus that of real pictures (Arjovsky et al. 2017): what the critic brings down. */
export function wassersteinCriticLoss(real: tf.Tensor, fake: tf.Tensor): tf.Scalar {
  return tf.sub(tf.mean(fake), tf.mean(real));
}

/** What the generator brings down. */
export function wassersteinGeneratorLoss(fake: tf.Tensor): tf.Scalar {
  return tf.neg(tf.mean(fake));
}

/** Cross-entropy of an auxiliary class head (Odena et al. 2017). @param domains One-hot `[n, domains]`. */
export function classificationLoss(logits: tf.Tensor, domains: tf.Tensor2D): tf.Scalar {
  const rows = tf.reshape<tf.Rank.R2>(logits, domains.shape);
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(rows), domains), 1)));
}
