import * as tf from "@tensorflow/tfjs-core";

/** Rows of the binomial kernel of five taps, which cuts at about a quarter of the sampling rate. */
const TAPS = [1, 4, 6, 4, 1].map((tap) => tap / 16);

/**
 * A picture and, beside it, `gain` times what a binomial blur of 5x5 takes from it: `[n, h, w, 3]` → `[n, h, w, 6]`. A small
 * net that starts from noise takes long to find the finest grain, which is faint beside the colours, though it gives
 * a translation away soonest.
 */
export function withHighPass(x: tf.Tensor4D, gain: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  // One kernel over every channel: channels become samples, so that it is a plain convolution with a fast gradient.
  const planes = tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [batch * channels, height, width, 1]);
  const kernel = tf.tensor4d(
    TAPS.flatMap((row) => TAPS.map((column) => row * column)),
    [5, 5, 1, 1],
  );
  const blurred = tf.conv2d(planes as tf.Tensor4D, kernel, 1, "same");
  const low = tf.transpose(tf.reshape(blurred, [batch, channels, height, width]), [0, 2, 3, 1]);
  return tf.concat<tf.Tensor4D>([x, tf.mul(tf.sub(x, low), gain)], 3);
}
