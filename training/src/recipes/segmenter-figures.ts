import * as tf from "@tensorflow/tfjs-core";

import { sampleAffine } from "../data/augment";
import type { MaskedPictures } from "../data/masked-pictures";
import { pictureGrid } from "../data/pictures";
import { binaryIou } from "../metrics/iou";
import type { Trainer } from "../run/loop";

const BATCH = 8;

interface HeldOutBatch {
  readonly image: tf.Tensor4D;
  /** 255 where a dish is, else 0. */
  readonly mask: Uint8Array;
  readonly count: number;
}

/**
 * What a run shows and measures on its held-out pictures.
 * @param predict Probabilities `[n, size, size, 2]` of a batch of pictures.
 */
export function heldOutFigures(
  heldOut: MaskedPictures,
  { size, threshold }: { readonly size: number; readonly threshold: number },
  predict: (image: tf.Tensor4D) => tf.Tensor4D,
): Pick<Trainer, "sample" | "evaluate"> {
  const cells = size * size;
  return {
    async sample() {
      const tiles: Float32Array[] = [];
      for (const { image, mask, count } of batches(heldOut, size)) {
        const probabilities = tf.tidy(() => predict(image));
        const [pixels, dish] = await Promise.all([image.data<"float32">(), probabilities.data<"float32">()]);
        tf.dispose([image, probabilities]);
        for (let i = 0; i < count; i++) tiles.push(overlay(pixels, dish, mask, i, size));
      }
      return pictureGrid(tiles, size, 8);
    },
    async evaluate() {
      const scores: number[] = [];
      for (const { image, mask, count } of batches(heldOut, size)) {
        const probabilities = tf.tidy(() => predict(image));
        const dish = await probabilities.data<"float32">();
        tf.dispose([image, probabilities]);
        for (let i = 0; i < count; i++) {
          const predicted = Uint8Array.from({ length: cells }, (_, cell) =>
            (dish[(i * cells + cell) * 2 + 1] ?? 0) > threshold ? 1 : 0,
          );
          scores.push(binaryIou(predicted, mask.subarray(i * cells, (i + 1) * cells)));
        }
      }
      return { heldOutIou: scores.reduce((a, b) => a + b, 0) / scores.length, heldOutWorstIou: Math.min(...scores) };
    },
  };
}

function* batches({ images, masks }: MaskedPictures, size: number): Generator<HeldOutBatch> {
  const whole = { a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0 };
  const cells = size * size;
  for (let first = 0; first < images.count; first += BATCH) {
    const count = Math.min(BATCH, images.count - first);
    const pixels = new Float32Array(count * cells * 3);
    const mask = new Float32Array(count * cells);
    for (let i = 0; i < count; i++) {
      sampleAffine(images, first + i, whole, size, pixels, i * cells * 3);
      sampleAffine(masks, first + i, whole, size, mask, i * cells);
    }
    yield { image: tf.tensor4d(pixels, [count, size, size, 3]), mask: Uint8Array.from(mask), count };
  }
}

/** The picture with the prediction in green, and in red what of the dish was missed. */
function overlay(
  pixels: Float32Array,
  dish: Float32Array,
  mask: Uint8Array,
  index: number,
  size: number,
): Float32Array {
  const cells = size * size;
  const tile = Float32Array.from(pixels.subarray(index * cells * 3, (index + 1) * cells * 3));
  for (let p = 0; p < cells; p++) {
    const found = dish[(index * cells + p) * 2 + 1] ?? 0;
    const missed = (mask[index * cells + p] ?? 0) > 127 && found < 0.5;
    tile[p * 3] = (tile[p * 3] ?? 0) + (missed ? 0.8 : 0);
    tile[p * 3 + 1] = (tile[p * 3 + 1] ?? 0) + found * 0.5;
  }
  return tile;
}
