import * as tf from "@tensorflow/tfjs-core";

/**
 * Cross-entropy of logits, averaged over all of them. For the generator with `real` on its own pictures, this is the
 * non-saturating loss (Goodfellow et al. 2014).
 *
 * @param real What the logits should say.
 */
export function crossEntropy(logits: tf.Tensor, real: boolean): tf.Scalar {
  return tf.mean(softplus(real ? tf.neg(logits) : logits));
}

/** log(1 + e^x) that does not overflow; the wasm backend has no kernel for it. */
function softplus(x: tf.Tensor): tf.Tensor {
  const run = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    save([input]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]): tf.Tensor => tf.mul(dy, tf.sigmoid(saved ?? input));
    return { value: tf.add(tf.relu(input), tf.log(tf.add(tf.exp(tf.neg(tf.abs(input))), 1))), gradFunc };
  });
  return run(x);
}
