import * as tf from "@tensorflow/tfjs-core";

import { hasKernel } from "./has-kernel";

/** Kernels that a backend may have; see {@link globalMax}. */
export const GLOBAL_MAX = "MealshiftGlobalMax";
export const GLOBAL_MAX_GRADIENT = "MealshiftGlobalMaxGradient";

/** Whether the active backend has the kernels. */
export function hasGlobalMax(): boolean {
  return hasKernel(GLOBAL_MAX);
}

/**
 * Maximum of each channel over the picture: `[n, h, w, c]` → `[n, c]`. Every position that has the maximum gets the
 * gradient, as in tfjs. It has no second gradient.
 */
export function globalMax(x: tf.Tensor4D): tf.Tensor2D {
  const run = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [tf.Tensor4D, tf.GradSaveFunc];
    const value: tf.Tensor2D = tf.engine().runKernel(GLOBAL_MAX, { x: input });
    save([input, value]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor => {
      const [savedInput, y] = saved as [tf.Tensor, tf.Tensor];
      return tf.engine().runKernel(GLOBAL_MAX_GRADIENT, { dy, x: savedInput, y });
    };
    return { value, gradFunc };
  });
  return run(x);
}
