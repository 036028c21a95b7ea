import * as tf from "@tensorflow/tfjs-core";

import { hasKernel } from "./has-kernel";

/** Kernels that a backend may have; inputs and outputs are those of {@link adamUpdate} and {@link followed}. */
export const ADAM = "MealshiftAdam";
export const FOLLOW = "MealshiftFollow";

/** A parameter and what Adam knows of it; all of one shape. */
export interface AdamState {
  readonly value: tf.Tensor;
  /** Moving averages of the gradient and of its square. */
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
}

export interface AdamRates {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  /** 1 - beta1^t and 1 - beta2^t at step t, counted from 1. */
  readonly firstCorrection: number;
  readonly secondCorrection: number;
  readonly epsilon: number;
  /** Added to the gradient, times the parameter. */
  readonly weightDecay: number;
}

/**
 * One step of Adam (Kingma and Ba 2015, algorithm 1): a single pass through the memory where the backend has the kernel,
 * instead of a dozen. Call it inside `tf.tidy`.
 */
export function adamUpdate(state: AdamState, gradient: tf.Tensor, rates: AdamRates): AdamState {
  if (hasKernel(ADAM)) {
    const outputs: unknown = tf.engine().runKernel(ADAM, { ...state, gradient }, { ...rates });
    const [value, first, second] = outputs as [tf.Tensor, tf.Tensor, tf.Tensor];
    return { value, first, second };
  }
  const { learningRate, beta1, beta2, firstCorrection, secondCorrection, epsilon, weightDecay } = rates;
  const slope = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(state.value, weightDecay));
  const first = tf.add(tf.mul(state.first, beta1), tf.mul(slope, 1 - beta1));
  const second = tf.add(tf.mul(state.second, beta2), tf.mul(tf.square(slope), 1 - beta2));
  const deviation = tf.add(tf.sqrt(tf.div(second, secondCorrection)), epsilon);
  const value = tf.sub(state.value, tf.mul(tf.div(first, deviation), learningRate / firstCorrection));
  return { value, first, second };
}

/** Exponential moving average: decay average + (1 - decay) value. Call it inside `tf.tidy`. */
export function followed(average: tf.Tensor, value: tf.Tensor, decay: number): tf.Tensor {
  if (hasKernel(FOLLOW)) return tf.engine().runKernel(FOLLOW, { average, value }, { decay });
  return tf.add(tf.mul(average, decay), tf.mul(value, 1 - decay));
}
