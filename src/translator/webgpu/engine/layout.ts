import type { Shape } from "../../../net/graph";
import { f16ToF32, f32ToF16 } from "../../../net/tensors";
import type { Storage } from "./types";

/** Channels that are kept together. */
export const BLOCK = 4;

/** What is larger is kept as this, in half floats. */
export const LARGEST_HALF = 65504;

/** A picture; vectors are pictures of one pixel. */
export type Extent = readonly [height: number, width: number, channels: number];

export function extentOf(shape: Shape): Extent {
  return shape.length === 1 ? [1, 1, shape[0]] : shape;
}

export function blocksOf(channels: number): number {
  return Math.ceil(channels / BLOCK);
}

/** Bytes of a value: `[batch, height, width, blocks]` blocks of four channels. */
export function valueBytes([height, width, channels]: Extent, batch: number, storage: Storage): number {
  return batch * height * width * blocksOf(channels) * BLOCK * (storage === "float" ? 4 : 2);
}

/** NHWC floats as the engine keeps them, channels padded with zeros to a multiple of four. */
export function packValue(values: Float32Array, extent: Extent, batch: number, storage: Storage): ArrayBuffer {
  const [height, width, channels] = extent;
  const padded = blocksOf(channels) * BLOCK;
  const floats = new Float32Array(batch * height * width * padded);
  for (let pixel = 0; pixel < batch * height * width; pixel++) {
    floats.set(values.subarray(pixel * channels, (pixel + 1) * channels), pixel * padded);
  }
  if (storage === "float") return floats.buffer;
  return f32ToF16(floats.map((value) => Math.min(LARGEST_HALF, Math.max(-LARGEST_HALF, value)))).buffer;
}

/** The inverse of {@link packValue}. */
export function unpackValue(bytes: ArrayBuffer, extent: Extent, batch: number, storage: Storage): Float32Array {
  const [height, width, channels] = extent;
  const floats = storage === "float" ? new Float32Array(bytes) : f16ToF32(new Uint16Array(bytes));
  const padded = blocksOf(channels) * BLOCK;
  const values = new Float32Array(batch * height * width * channels);
  for (let pixel = 0; pixel < batch * height * width; pixel++) {
    values.set(floats.subarray(pixel * padded, pixel * padded + channels), pixel * channels);
  }
  return values;
}
