import * as tf from "@tensorflow/tfjs-core";

/** LSGAN's loss of the discriminator (Mao et al. 2017): real pictures to 1, translations to 0. */
export function leastSquaresDiscriminatorLoss(real: tf.Tensor, fake: tf.Tensor): tf.Scalar {
  return tf.add(leastSquaresGeneratorLoss(real), tf.mean(tf.square(fake)));
}

/** LSGAN's loss of the generator: its translations to 1. */
export function leastSquaresGeneratorLoss(fake: tf.Tensor): tf.Scalar {
  return tf.mean(tf.square(tf.sub(fake, 1)));
}
