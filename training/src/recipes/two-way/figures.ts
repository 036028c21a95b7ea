import * as tf from "@tensorflow/tfjs-core";

import type { LabelledImages } from "../../data/domains";
import { pictureGrid } from "../../data/pictures";
import { l1 } from "../../losses/structure";
import { centredBatch } from "../stargan-batch";

/** Two averaged generators and the pictures that they are looked at on. */
export interface TwoWayView {
  /** From the first domain to the second, and the other way, inside a `tf.tidy` of the caller. */
  readonly ways: readonly [Way, Way];
  readonly heldOut: LabelledImages;
  readonly size: number;
}
type Way = (image: tf.Tensor4D) => tf.Tensor4D;

const ROWS = 6;
const PICTURES = 16;

/**
 * Held-out pictures, PNG: in each row one of the first domain, its translation and the way back, then the same of the
 * second.
 * @param beside More tiles for a picture of a domain, such as where the net looks; `[1, size, size, 3]` each.
 */
export async function twoWayGrid(
  { ways, heldOut, size }: TwoWayView,
  beside: (image: tf.Tensor4D, domain: number) => readonly tf.Tensor4D[] = () => [],
): Promise<Uint8Array> {
  const tiles: Float32Array[] = [];
  for (let row = 0; row < ROWS; row++) {
    for (const domain of [0, 1] as const) {
      const outputs = tf.tidy(() => {
        const image = centredBatch(heldOut, [pick(heldOut, domain, row, ROWS)], size);
        const translated = ways[domain](image);
        return tf.concat([image, translated, ways[domain === 0 ? 1 : 0](translated), ...beside(image, domain)]);
      });
      const data = await outputs.data<"float32">();
      outputs.dispose();
      const pixels = size * size * 3;
      for (let first = 0; first < data.length; first += pixels) tiles.push(data.slice(first, first + pixels));
    }
  }
  return pictureGrid(tiles, size, tiles.length / ROWS);
}

/**
 * Mean absolute differences in [0, 255] on held-out pictures of both domains: after the way there and back, between a
 * picture of the target domain and its translation, and between a picture and its translation (a net that does
 * nothing has 0 in all three).
 */
export async function twoWayFigures({ ways, heldOut, size }: TwoWayView): Promise<Record<string, number>> {
  const sums = [0, 0, 0];
  for (const domain of [0, 1] as const) {
    const other = domain === 0 ? 1 : 0;
    const count = Math.min(PICTURES, heldOut.byDomain[domain]?.length ?? 0);
    for (let i = 0; i < count; i++) {
      const figures = tf.tidy(() => {
        const image = centredBatch(heldOut, [pick(heldOut, domain, i, count)], size);
        const translated = ways[domain](image);
        return tf.stack([l1(ways[other](translated), image), l1(ways[other](image), image), l1(translated, image)]);
      });
      (await figures.data<"float32">()).forEach((value, which) => {
        sums[which] = (sums[which] ?? 0) + (value * 127.5) / count / 2;
      });
      figures.dispose();
    }
  }
  const [cycle = 0, identity = 0, change = 0] = sums;
  return { heldOutCycleError: cycle, heldOutIdentityError: identity, heldOutChange: change };
}

/** Evenly through the folder, so that no burst stands for all of it. */
function pick(heldOut: LabelledImages, domain: number, index: number, count: number): number {
  const members = heldOut.byDomain[domain] ?? [];
  return members[Math.floor((index * members.length) / count) % Math.max(members.length, 1)] ?? 0;
}
