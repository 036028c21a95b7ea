import * as tf from "@tensorflow/tfjs-core";

import { hasKernel } from "./has-kernel";

/** Kernels that a backend may have; see {@link fusedRelu}. */
export const RELU = "MealshiftRelu";
export const RELU_GRADIENT = "MealshiftReluGradient";

/** Whether the active backend has the kernels. */
export function hasFusedRelu(): boolean {
  return hasKernel(RELU);
}

/**
 * x where it is positive, slope x elsewhere, with a gradient in one kernel instead of a comparison, a cast and a product.
 * It remembers its result, which the next layer remembers anyway, instead of its input.
 */
export function fusedRelu<T extends tf.Tensor>(x: T, slope: number): T {
  register();
  return tf.engine().runKernel(RELU, { x }, { slope });
}

/** Gradients are known by the names of kernels, for all backends. */
function register(): void {
  const known: tf.GradConfig | undefined = tf.getGradient(RELU);
  if (known !== undefined) return;
  const gradient = (dy: tf.Tensor, y: tf.Tensor, slope: number): tf.Tensor =>
    tf.engine().runKernel(RELU_GRADIENT, { dy, y }, { slope });
  tf.registerGradient({
    kernelName: RELU,
    outputsToSave: [true],
    gradFunc: (dy, [y], attributes) => ({
      x: () => gradient(dy as tf.Tensor, y as tf.Tensor, (attributes as { slope: number }).slope),
    }),
  });
  // Linear in dy; by y it is zero almost everywhere.
  tf.registerGradient({
    kernelName: RELU_GRADIENT,
    inputsToSave: ["y"],
    gradFunc: (ddx, [y], attributes) => ({
      dy: () => gradient(ddx as tf.Tensor, y as tf.Tensor, (attributes as { slope: number }).slope),
      y: () => tf.zerosLike(y as tf.Tensor),
    }),
  });
}
