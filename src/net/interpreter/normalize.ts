import * as tf from "@tensorflow/tfjs-core";

/**
 * Mean over the picture of each sample: `[n, h, w, c]` → `[n, 1, 1, c]`.
 * On the processor a pooling with a window as large as the picture is many times faster than `mean`, which
 * transposes first; on a GPU it would leave all but a few threads idle.
 */
export function spatialMean(x: tf.Tensor4D): tf.Tensor4D {
  const backend = tf.getBackend();
  if (backend !== "wasm" && backend !== "cpu") return tf.mean<tf.Tensor4D>(x, [1, 2], true);
  return tf.avgPool(x, [x.shape[1], x.shape[2]], 1, "valid");
}

/** Statistics of one normalisation, `[n, 1, 1, c]` or `[1, 1, 1, c]`. */
export interface Moments {
  readonly mean: tf.Tensor4D;
  readonly variance: tf.Tensor4D;
}

/**
 * gamma (x - mean) / sqrt(variance + epsilon) + beta with statistics of each sample (`sample`: Ulyanov et al. 2016)
 * or of the whole batch (`batch`: Ioffe and Szegedy 2015), and the closed form of its gradient: both reductions
 * that the gradient of x needs are also those of gamma and beta, so nothing is summed twice.
 *
 * @param gamma, beta `[n, 1, 1, c]` or `[1, 1, 1, c]`.
 * @param observe Called with the biased moments while they are alive.
 */
export function normalize(
  x: tf.Tensor4D,
  gamma: tf.Tensor4D,
  beta: tf.Tensor4D,
  epsilon: number,
  over: "sample" | "batch",
  observe?: (moments: Moments) => void,
): tf.Tensor4D {
  const mean = (t: tf.Tensor4D): tf.Tensor4D => {
    const perSample = spatialMean(t);
    return over === "batch" ? tf.mean<tf.Tensor4D>(perSample, 0, true) : perSample;
  };
  const pixels = x.shape[1] * x.shape[2];
  const batch = x.shape[0];
  // A parameter that all samples share collects from all of them.
  const reduceTo = (t: tf.Tensor4D, parameter: tf.Tensor4D): tf.Tensor4D => {
    if (over === "batch") return tf.mul(t, batch * pixels);
    const perSample = tf.mul<tf.Tensor4D>(t, pixels);
    return parameter.shape[0] === 1 ? tf.sum<tf.Tensor4D>(perSample, 0, true) : perSample;
  };

  const run = tf.customGrad((...args) => {
    // tfjs types the arguments of a custom gradient as a list of tensors, the last being the save function.
    const [input, g, b, save] = args as unknown as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.GradSaveFunc];
    const m = mean(input);
    const centred = tf.sub<tf.Tensor4D>(input, m);
    const variance = mean(tf.square(centred));
    observe?.({ mean: m, variance });
    const inverse = tf.rsqrt(tf.add<tf.Tensor4D>(variance, epsilon));
    const standard = tf.mul<tf.Tensor4D>(centred, inverse);
    save([standard, inverse, g, b]);
    const gradFunc = (dy: tf.Tensor4D, saved: tf.Tensor[]): tf.Tensor4D[] => {
      const [xHat, inv, scale, shift] = saved as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
      const meanDy = mean(dy);
      const meanDyX = mean(tf.mul(dy, xHat));
      const rest = tf.sub(tf.sub(dy, meanDy), tf.mul(xHat, meanDyX));
      return [tf.mul(rest, tf.mul(scale, inv)), reduceTo(meanDyX, scale), reduceTo(meanDy, shift)];
    };
    return {
      value: tf.add<tf.Tensor4D>(tf.mul(standard, g), b),
      gradFunc: gradFunc,
    };
  });
  return run(x, gamma, beta);
}

/** x + bias, `[c]`, with the bias's gradient summed by pooling (see {@link spatialMean}). */
export function addBias(x: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor4D {
  const run = tf.customGrad((...args) => {
    const [input, b] = args as unknown as [tf.Tensor4D, tf.Tensor1D];
    const pixels = input.shape[1] * input.shape[2];
    const gradFunc = (dy: tf.Tensor): tf.Tensor[] => [
      dy,
      tf.mul(tf.sum(spatialMean(dy as tf.Tensor4D), [0, 1, 2]), pixels),
    ];
    return { value: tf.add(input, b), gradFunc };
  });
  return run(x, bias) as tf.Tensor4D;
}
