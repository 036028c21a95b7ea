import * as tf from "@tensorflow/tfjs-core";

import { hasKernel } from "./has-kernel";

/** Kernels that a backend may have; see {@link upsampleConvolution}. */
export const INTERLEAVE = "MealshiftInterleave";
export const DEINTERLEAVE = "MealshiftDeinterleave";

/** Whether the active backend has the kernels. */
export function hasInterleave(): boolean {
  return hasKernel(INTERLEAVE);
}

/**
 * A 3x3 convolution, zeros around it, of what nearest-neighbour upsampling by two makes of x. Pixels of the large picture
 * come in four kinds, by whether their row and column are even; each kind sees 2x2 pixels of x through sums of the
 * kernel's taps. So four 2x2 convolutions on x give the same as one 3x3 on a picture four times as large, with 16
 * products instead of 36. It has gradients of any order.
 *
 * @param x `[n, h, w, in]`.
 * @param filter `[3, 3, in, out]`.
 * @returns `[n, 2 h, 2 w, out]`.
 */
export function upsampleConvolution(x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D {
  register();
  const [, , inChannels, outChannels] = filter.shape;
  const sums = tf.matMul(tapSums(), tf.reshape(filter, [9, inChannels * outChannels]));
  // [row, column, kind, in, out] → [row, column, in, kind, out].
  const kinds = tf.transpose(tf.reshape(sums, [2, 2, 4, inChannels, outChannels]), [0, 1, 3, 2, 4]);
  const small = tf.conv2d(x, tf.reshape(kinds, [2, 2, inChannels, 4 * outChannels]), 1, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  return tf.engine().runKernel(INTERLEAVE, { x: small });
}

/** `[2 2 4, 9]`: which taps of the 3x3 kernel add up to each tap of the four 2x2 ones. */
function tapSums(): tf.Tensor2D {
  // Along one axis: an even pixel sees the one before (its tap 0) and its own twice, an odd one its own twice and the next.
  const along = [
    [[0], [1, 2]],
    [[0, 1], [2]],
  ];
  const sums = new Float32Array(16 * 9);
  for (let tap = 0; tap < 4; tap++) {
    for (let kind = 0; kind < 4; kind++) {
      for (const row of along[kind >> 1]?.[tap >> 1] ?? []) {
        for (const column of along[kind & 1]?.[tap & 1] ?? []) sums[(tap * 4 + kind) * 9 + row * 3 + column] = 1;
      }
    }
  }
  return tf.tensor2d(sums, [16, 9]);
}

/** Each kernel is linear and the other's transpose. Gradients are known by the names of kernels, for all backends. */
function register(): void {
  const known: tf.GradConfig | undefined = tf.getGradient(INTERLEAVE);
  if (known !== undefined) return;
  for (const [kernelName, transpose] of [
    [INTERLEAVE, DEINTERLEAVE],
    [DEINTERLEAVE, INTERLEAVE],
  ] as const) {
    tf.registerGradient({
      kernelName,
      gradFunc: (dy) => ({ x: () => tf.engine().runKernel(transpose, { x: dy as tf.Tensor }) }),
    });
  }
}
