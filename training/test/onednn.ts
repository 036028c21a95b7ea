import * as tf from "@tensorflow/tfjs-core";

import { OneDnnUnavailableError } from "../src/backend/onednn/errors";
import { loadLibrary } from "../src/backend/onednn/library";

/** Why oneDNN cannot be tested on this machine; null where it can. */
export const missingOneDnn = await loadLibrary().then(
  () => null,
  (error: unknown) => {
    if (error instanceof OneDnnUnavailableError) return error.message;
    throw error;
  },
);
if (missingOneDnn !== null) console.log(`oneDNN is not tested here: ${missingOneDnn}`);

/** Numbers without a pattern, the same each time. */
export function noise(shape: readonly number[], seed: number): tf.Tensor {
  const length = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length }, (_, i) => {
    const value = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    return value - Math.floor(value) - 0.5;
  });
  return tf.tensor(data, [...shape]);
}

/** Infinity where the lengths differ or one is missing. */
export function largestDifference(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b || a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b[i] ?? Number.NaN))), 0);
}
