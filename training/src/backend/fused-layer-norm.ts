import * as tf from "@tensorflow/tfjs-core";

import { hasKernel } from "./has-kernel";

/** Kernels that a backend may have; inputs and outputs are those of {@link fusedLayerNorm} and its gradient. */
export const LAYER_NORM = "MealshiftLayerInstanceNorm";
export const LAYER_NORM_GRADIENT = "MealshiftLayerInstanceNormGradient";

/** Whether the active backend has the kernels. */
export function hasFusedLayerNorm(): boolean {
  return hasKernel(LAYER_NORM);
}

/**
 * What `layerInstanceNorm` of the interpreter computes (AdaLIN, Kim et al. 2020), in one kernel forwards and one
 * backwards. It has no second gradient.
 *
 * @param x `[n, h, w, c]`.
 * @param rho `[1, 1, 1, c]`.
 * @param gamma, beta `[n, 1, 1, c]` or `[1, 1, 1, c]`.
 */
export function fusedLayerNorm(
  x: tf.Tensor4D,
  rho: tf.Tensor4D,
  gamma: tf.Tensor4D,
  beta: tf.Tensor4D,
  epsilon: number,
): tf.Tensor4D {
  const run = tf.customGrad((...args) => {
    const [input, r, g, b, save] = args as unknown as [
      tf.Tensor4D,
      tf.Tensor4D,
      tf.Tensor4D,
      tf.Tensor4D,
      tf.GradSaveFunc,
    ];
    const inputs = { x: input, rho: r, gamma: g, beta: b };
    const outputs: unknown = tf.engine().runKernel(LAYER_NORM, inputs, { epsilon });
    const [value, mean, variance] = outputs as [tf.Tensor4D, tf.Tensor, tf.Tensor];
    save([input, r, g, b, mean, variance]);
    const gradFunc = (dy: tf.Tensor4D, saved: tf.Tensor[]): tf.Tensor[] => {
      const [savedInput, blend, scale, shift, m, v] = saved as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const given = { dy, x: savedInput, rho: blend, gamma: scale, beta: shift, mean: m, variance: v };
      const gradients: unknown = tf.engine().runKernel(LAYER_NORM_GRADIENT, given, { epsilon });
      return gradients as tf.Tensor[];
    };
    return { value, gradFunc };
  });
  return run(x, rho, gamma, beta);
}
