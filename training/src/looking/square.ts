import * as tf from "@tensorflow/tfjs-core";

import { type CropSquare, decodeSquare } from "../data/decode";
import { findDishesInPicture } from "../models/dish-finder";
import type { Network } from "../models/network";
import { LookingError } from "./errors";

/**
 * The square of a picture that a net is to be shown, `[1, size, size, 3]` in [-1, 1]: that around its largest dish, or
 * its largest centred one.
 * @param segmenter Finds the dish; null takes the centre.
 * @throws LookingError if no dish is found, ImageReadError for what is no picture.
 */
export async function readSquare(path: string, size: number, segmenter: Network | null): Promise<tf.Tensor4D> {
  return squareOf(path, size, segmenter ? await largestDish(segmenter, path) : undefined);
}

/** The squares around all dishes of a picture, `[1, size, size, 3]` in [-1, 1] each. @throws ImageReadError */
export async function readDishes(path: string, size: number, segmenter: Network): Promise<tf.Tensor4D[]> {
  const { dishes } = await findDishesInPicture(segmenter, path);
  return Promise.all(dishes.map(({ roi }) => squareOf(path, size, roi)));
}

async function squareOf(path: string, size: number, crop: CropSquare | undefined): Promise<tf.Tensor4D> {
  const pixels = await decodeSquare({ path, crop }, size, 3, { centre: true });
  return tf.tensor4d(
    Float32Array.from(pixels, (value) => value / 127.5 - 1),
    [1, size, size, 3],
  );
}

async function largestDish(segmenter: Network, path: string): Promise<{ cx: number; cy: number; size: number }> {
  const { dishes } = await findDishesInPicture(segmenter, path);
  const largest = dishes.toSorted((a, b) => b.area - a.area)[0];
  if (largest) return largest.roi;
  throw new LookingError(
    `${path}: no dish was found; name another picture, or take its middle: interpolate --whole, attention without --segmenter`,
  );
}
