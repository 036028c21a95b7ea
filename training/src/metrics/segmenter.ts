import * as tf from "@tensorflow/tfjs-core";

import { sampleAffine } from "../data/augment";
import type { SegmentationSplit } from "../data/segmentation";
import type { Network } from "../models/network";
import { binaryIou } from "./iou";

export interface SegmenterFigures {
  /** Mean over pictures of the intersection over union of the dish, at the net's output size. */
  readonly meanIou: number;
  readonly medianIou: number;
  readonly worstIou: number;
  readonly pictures: number;
}

const identity = { a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0 };

/** Dish IoU of held-out pictures, threshold 0.5. */
export async function judgeSegmenter(
  segmenter: Network,
  heldOut: SegmentationSplit,
  size: number,
): Promise<SegmenterFigures> {
  const scores: number[] = [];
  for (let index = 0; index < heldOut.images.count; index++) {
    const pixels = new Float32Array(size * size * 3);
    const mask = new Float32Array(size * size);
    sampleAffine(heldOut.images, index, identity, size, pixels, 0);
    sampleAffine(heldOut.masks, index, identity, size, mask, 0);
    const probabilities = tf.tidy(() =>
      segmenter.run({ image: tf.tensor4d(pixels, [1, size, size, 3]) }, "probabilities"),
    );
    const values = await probabilities.data<"float32">();
    probabilities.dispose();
    const predicted = Uint8Array.from({ length: size * size }, (_, cell) =>
      (values[cell * 2 + 1] ?? 0) > 0.5 ? 1 : 0,
    );
    scores.push(binaryIou(predicted, Uint8Array.from(mask)));
  }
  const sorted = scores.toSorted((a, b) => a - b);
  return {
    meanIou: scores.reduce((a, b) => a + b, 0) / scores.length,
    medianIou: sorted[sorted.length >> 1] ?? 0,
    worstIou: sorted[0] ?? 0,
    pictures: scores.length,
  };
}
