import * as tf from "@tensorflow/tfjs-core";

import { type AffineRange, applyColour, randomAffine, randomColour, sampleAffine } from "../data/augment";
import { createRandom, epochBatch, type Random } from "../data/random";
import type { SegmentationSplit } from "../data/segmentation";
import { layTray } from "../data/tray";

/** The part of the recipe that decides what a batch holds. */
export interface SegmenterBatchOptions {
  readonly seed: number;
  readonly size: number;
  readonly pasteChance: number;
  readonly trayChance: number;
  readonly loop: { readonly batch: number };
}

const scene: AffineRange = { zoom: [0.45, 1.25], aspect: 1.6, rotation: 0.5, shift: 1, flip: true };
// Seen from further away: mirroring puts several dishes on the tray.
const trayScene: AffineRange = { ...scene, zoom: [0.9, 2.4] };
const pasted: AffineRange = { zoom: [0.8, 2.2], aspect: 1.5, rotation: Math.PI, shift: 0.9, flip: true };

/** One batch of scenes: a view of a picture, now and then another dish or another table, other light, noise. */
export function makeSegmenterBatch(
  split: SegmentationSplit,
  recipe: SegmenterBatchOptions,
  step: number,
): { image: tf.Tensor4D; mask: tf.Tensor4D } {
  const { size, seed } = recipe;
  const { batch } = recipe.loop;
  const cells = size * size;
  const pixels = new Float32Array(batch * cells * 3);
  const masks = new Float32Array(batch * cells);
  epochBatch(seed, step, batch, split.images.count).forEach((index, i) => {
    const random = createRandom(seed, step, i);
    const onTray = random.chance(recipe.trayChance);
    const affine = randomAffine(random, onTray ? trayScene : scene);
    sampleAffine(split.images, index, affine, size, pixels, i * cells * 3);
    sampleAffine(split.masks, index, affine, size, masks, i * cells);
    for (let p = i * cells; p < (i + 1) * cells; p++) masks[p] = (masks[p] ?? 0) > 127 ? 1 : 0;
    if (onTray) layTray(random, { size, pixels, masks, first: i * cells });
    if (random.chance(recipe.pasteChance)) pasteDish(split, random, size, pixels, masks, i * cells);
    applyColour(pixels, i * cells * 3, cells, randomColour(random, 1));
    addNoise(random, pixels, i * cells * 3, cells * 3);
  });
  return { image: tf.tensor4d(pixels, [batch, size, size, 3]), mask: tf.tensor4d(masks, [batch, size, size, 1]) };
}

function pasteDish(
  split: SegmentationSplit,
  random: Random,
  size: number,
  pixels: Float32Array,
  masks: Float32Array,
  first: number,
): void {
  const other = random.below(split.images.count);
  const affine = randomAffine(random, pasted);
  const cells = size * size;
  const picture = new Float32Array(cells * 3);
  const mask = new Float32Array(cells);
  sampleAffine(split.images, other, affine, size, picture, 0);
  sampleAffine(split.masks, other, affine, size, mask, 0);
  applyColour(picture, 0, cells, randomColour(random, 0.5));
  for (let p = 0; p < cells; p++) {
    if ((mask[p] ?? 0) <= 127) continue;
    masks[first + p] = 1;
    for (let c = 0; c < 3; c++) pixels[(first + p) * 3 + c] = picture[p * 3 + c] ?? 0;
  }
}

function addNoise(random: Random, pixels: Float32Array, first: number, count: number): void {
  if (!random.chance(0.5)) return;
  const deviation = random.between(0, 0.08);
  for (let p = first; p < first + count; p++)
    pixels[p] = (pixels[p] ?? 0) + (random.next() + random.next() - 1) * 2.4 * deviation;
}
