import * as tf from "@tensorflow/tfjs-core";

import { type Affine, sampleAffine } from "../data/augment";
import type { ImageSet } from "../data/image-set";
import type { PairedImages } from "../data/pairs";
import { createRandom, epochBatch } from "../data/random";

/** The part of the recipe that decides what a batch holds. */
export interface PairBatchOptions {
  readonly seed: number;
  readonly size: number;
  readonly mirror: boolean;
  readonly loop: { readonly batch: number };
}

export interface PairBatch {
  /** `[n, size, size, 3]` each, in [-1, 1]. */
  readonly input: tf.Tensor4D;
  readonly target: tf.Tensor4D;
}

/** Random windows of the stored pairs, mirrored or not, the same for both sides of a pair (Isola et al. 2017). */
export function makePairBatch({ inputs, targets }: PairedImages, recipe: PairBatchOptions, step: number): PairBatch {
  const { seed, size, mirror } = recipe;
  const indices = epochBatch(seed, step, recipe.loop.batch, inputs.count);
  const windows = indices.map((_, i): Affine => {
    const random = createRandom(seed, step, i);
    const slack = Math.max(0, inputs.size - size);
    // Whole pixels, so that nothing is blurred.
    const shift = (): number => (random.below(slack + 1) - slack / 2) / inputs.size;
    const part = (inputs.size - slack) / inputs.size;
    return { a: mirror && random.chance(0.5) ? -part : part, b: 0, c: 0, d: part, tx: shift(), ty: shift() };
  });
  return { input: cut(inputs, indices, windows, size), target: cut(targets, indices, windows, size) };
}

/** Whole stored pairs at the net's size. */
export function wholePairs({ inputs, targets }: PairedImages, indices: readonly number[], size: number): PairBatch {
  const whole = indices.map((): Affine => ({ a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0 }));
  return { input: cut(inputs, indices, whole, size), target: cut(targets, indices, whole, size) };
}

function cut(set: ImageSet, indices: readonly number[], windows: readonly Affine[], size: number): tf.Tensor4D {
  const pixels = size * size * 3;
  const data = new Float32Array(indices.length * pixels);
  windows.forEach((window, i) => sampleAffine(set, indices[i] ?? 0, window, size, data, i * pixels));
  return tf.tensor4d(data, [indices.length, size, size, 3]);
}
