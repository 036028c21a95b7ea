import * as tf from "@tensorflow/tfjs-core";

import { sampleAffine } from "../data/augment";
import { type ImageSet, imagesInMemory, pictureBytes } from "../data/image-set";

/** A view of the whole picture. */
export const identity = { a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0 };

/** Some of a set's pictures (or masks, by nearest neighbour) at another size. */
export function sized(set: ImageSet, indices: readonly number[], size: number): ImageSet {
  const values = size * size * set.channels;
  const floats = new Float32Array(values);
  const data = new Uint8Array(indices.length * values);
  indices.forEach((index, i) => {
    sampleAffine(set, index, identity, size, floats, 0);
    // Masks keep their value, pictures come in [-1, 1].
    const bytes = set.channels === 1 ? floats : floats.map((value) => Math.round((value + 1) * 127.5));
    data.set(bytes, i * values);
  });
  return imagesInMemory(size, set.channels, data);
}

/** Some of a set's pictures, `[n, size, size, channels]` in [-1, 1]. */
export function tensorOf(set: ImageSet, indices: readonly number[]): tf.Tensor4D {
  const { size, channels } = set;
  const values = pictureBytes(set);
  const floats = new Float32Array(indices.length * values);
  indices.forEach((index, i) => {
    const picture = set.picture(index);
    for (let p = 0; p < values; p++) floats[i * values + p] = (picture[p] ?? 0) / 127.5 - 1;
  });
  return tf.tensor4d(floats, [indices.length, size, size, channels]);
}

/** Pictures of several sets of one size, one after the other. */
export function joined(parts: readonly { readonly set: ImageSet; readonly index: number }[]): ImageSet {
  const [first] = parts;
  if (!first) throw new RangeError("there are no pictures to join");
  const bytes = pictureBytes(first.set);
  const data = new Uint8Array(parts.length * bytes);
  parts.forEach(({ set, index }, i) => data.set(set.picture(index), i * bytes));
  return imagesInMemory(first.set.size, first.set.channels, data);
}

/** Pictures as they are shown, in 8 bits. Disposes nothing. */
export async function bytesOf(pictures: tf.Tensor4D): Promise<Uint8Array> {
  const values = await pictures.data<"float32">();
  return Uint8Array.from(values, (value) => Math.round(Math.min(Math.max((value + 1) * 127.5, 0), 255)));
}

/** The numbers from 0 on, so many of them. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** A list in pieces of at most `size`. */
export function chunks<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));
}
