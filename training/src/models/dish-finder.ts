import { findDishes, type FoundDish, type Mask } from "../../../src/net/dish";
import * as tf from "@tensorflow/tfjs-core";
import sharp from "sharp";

import { decodeSquare } from "../data/decode";
import type { Network } from "./network";

/** Finds the dishes of a picture as the app does: segmenter over the stretched picture, then the tracker's geometry. */
export async function findDishesInPicture(
  segmenter: Network,
  path: string,
): Promise<{ readonly dishes: readonly FoundDish[]; readonly width: number; readonly height: number }> {
  // A picture that is stored sideways is turned before it is measured.
  const { autoOrient } = await sharp(path).metadata();
  const mask = await dishMask(segmenter, await decodeSquare({ path }, inputSide(segmenter), 3));
  return {
    dishes: findDishes(mask, autoOrient.width, autoOrient.height),
    width: autoOrient.width,
    height: autoOrient.height,
  };
}

/** Side of the segmenter's input and of its masks, pixels. */
export function inputSide(segmenter: Network): number {
  return segmenter.graph.nodes.find((node) => node.op === "input")?.shape[0] ?? 128;
}

/** @param pixels The whole picture, stretched to the segmenter's input: RGB in [0, 255], `side * side * 3`. */
export async function dishMask(segmenter: Network, pixels: Uint8Array | Float32Array): Promise<Mask> {
  const side = inputSide(segmenter);
  const probabilities = tf.tidy(() => {
    const image = tf.tensor4d(
      Float32Array.from(pixels, (value) => value / 127.5 - 1),
      [1, side, side, 3],
    );
    return segmenter.run({ image }, "probabilities");
  });
  const values = await probabilities.data<"float32">();
  probabilities.dispose();
  const data = Uint8Array.from({ length: side * side }, (_, cell) => Math.round((values[cell * 2 + 1] ?? 0) * 255));
  return { width: side, height: side, data };
}
