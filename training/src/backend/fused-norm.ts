import * as tf from "@tensorflow/tfjs-core";

import type { Moments } from "../../../src/net/interpreter";
import { hasKernel } from "./has-kernel";

/** Kernels that a backend may have; inputs and outputs are those of {@link fusedNorm} and its gradient. */
export const NORM = "MealshiftNorm";
export const NORM_GRADIENT = "MealshiftNormGradient";

export interface NormAttributes {
  readonly epsilon: number;
  /** Whose positions share their statistics: those of each sample, or of the whole batch. */
  readonly over: "sample" | "batch";
}

/** Whether the active backend has the kernels. */
export function hasFusedNorm(): boolean {
  return hasKernel(NORM);
}

/**
 * What `normalize` of the interpreter computes, in one kernel forwards and one backwards instead of a dozen operations
 * each of which goes through the memory. It has no second gradient.
 *
 * @param x `[n, h, w, c]`.
 * @param gamma, beta `[n, 1, 1, c]` (with `sample`) or `[1, 1, 1, c]`.
 * @param observe Called with the biased moments while they are alive.
 */
export function fusedNorm(
  x: tf.Tensor4D,
  gamma: tf.Tensor4D,
  beta: tf.Tensor4D,
  attributes: NormAttributes,
  observe?: (moments: Moments) => void,
): tf.Tensor4D {
  const run = tf.customGrad((...args) => {
    const [input, g, b, save] = args as unknown as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.GradSaveFunc];
    const [value, mean, variance] = kernel(NORM, { x: input, gamma: g, beta: b }, attributes);
    observe?.({ mean, variance });
    save([input, g, b, mean, variance]);
    const gradFunc = (dy: tf.Tensor4D, saved: tf.Tensor[]): tf.Tensor4D[] => {
      const [savedInput, scale, shift, m, v] = saved as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor, tf.Tensor];
      const inputs = { dy, x: savedInput, gamma: scale, beta: shift, mean: m, variance: v };
      const [dx, dgamma, dbeta] = kernel(NORM_GRADIENT, inputs, attributes);
      return [dx, sumForShared(dgamma, scale), sumForShared(dbeta, shift)];
    };
    return { value, gradFunc };
  });
  return run(x, gamma, beta);
}

function kernel(
  name: string,
  inputs: Record<string, tf.Tensor>,
  attributes: NormAttributes,
): [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D] {
  const outputs = tf.engine().runKernel(name, inputs, { ...attributes });
  return outputs as unknown as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
}

/** A parameter that all samples share collects from all of them. */
function sumForShared(gradient: tf.Tensor4D, parameter: tf.Tensor4D): tf.Tensor4D {
  return gradient.shape[0] === parameter.shape[0] ? gradient : tf.sum(gradient, 0, true);
}
