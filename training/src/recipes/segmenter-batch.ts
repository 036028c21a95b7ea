import * as tf from "@tensorflow/tfjs-core";

import { type AffineRange, applyColour, randomAffine, randomColour, sampleAffine } from "../data/augment";
import { coverScene } from "../data/cover";
import { defocus } from "../data/defocus";
import type { MaskedPictures } from "../data/masked-pictures";
import { createRandom, epochBatch, type Random } from "../data/random";
import { relight } from "../data/relight";
import type { Scene } from "../data/scene";
import { layTray, type TrayScene } from "../data/tray";

/** The part of the recipe that decides what a batch holds. */
export interface SegmenterBatchOptions {
  readonly seed: number;
  readonly size: number;
  readonly foodShare: number;
  readonly pasteChance: number;
  readonly trayChance: number;
  readonly coverChance: number;
  readonly lightChance: number;
  readonly blurChance: number;
  readonly loop: { readonly batch: number };
  readonly consistency: { readonly batch: number };
}

const scene: AffineRange = { zoom: [0.45, 1.25], aspect: 1.6, rotation: 0.5, shift: 1, flip: true, perspective: 0.5 };
// Seen from further away: mirroring puts several dishes on the tray.
const trayScene: AffineRange = { ...scene, zoom: [0.9, 2.4] };
const pasted: AffineRange = { ...scene, zoom: [0.8, 2.2], aspect: 1.5, rotation: Math.PI, shift: 0.9 };
// Most pictures without masks are close-ups: further away is where they help.
const unlabelled: AffineRange = { ...scene, zoom: [0.6, 2] };

/** Scenes whose masks are known, `[n, size, size, channels]`. */
export interface MaskedBatch {
  readonly image: tf.Tensor4D;
  /** 1 where a dish is, else 0. */
  readonly mask: tf.Tensor4D;
  /** 1 where the mask is to be believed, else 0. */
  readonly weight: tf.Tensor4D;
}

/**
 * One batch of scenes: a view of a picture, now and then another dish or another table, a hand or cutlery over it, other
 * light, blur, noise. What covers a dish is no part of it. The last `foodShare` of the batch are pictures of which only
 * the food is marked.
 */
export function makeMaskedBatch(
  train: MaskedPictures,
  food: MaskedPictures | null,
  recipe: SegmenterBatchOptions,
  step: number,
): MaskedBatch {
  const { size, seed } = recipe;
  const { batch } = recipe.loop;
  const cells = size * size;
  const pixels = new Float32Array(batch * cells * 3);
  const masks = new Float32Array(batch * cells);
  const weights = new Float32Array(batch * cells).fill(1);
  const ofFood = food ? Math.round(batch * recipe.foodShare) : 0;
  const whole = batch - ofFood;
  epochBatch(seed, step, whole, train.images.count).forEach((index, i) => {
    const random = createRandom(seed, step, i);
    const place = { size, pixels, masks, first: i * cells };
    const onTray = random.chance(recipe.trayChance);
    sampleMasked(train, index, random, onTray ? trayScene : scene, place);
    if (onTray) layTray(random, place);
    if (random.chance(recipe.pasteChance)) pasteDish(train, random, place);
    disturb(random, recipe, place).forEach((covered, p) => {
      if (covered === 1) masks[place.first + p] = 0;
    });
  });
  if (food) {
    epochBatch(seed ^ 0xf00d, step, ofFood, food.images.count).forEach((index, i) => {
      const random = createRandom(seed, step, whole + i);
      const place = { size, pixels, masks, first: (whole + i) * cells };
      sampleMasked(food, index, random, scene, place);
      disturb(random, recipe, place).forEach((covered, p) => {
        const at = place.first + p;
        if (covered === 1) masks[at] = 0;
        weights[at] = covered === 1 ? 1 : (masks[at] ?? 0);
      });
    });
  }
  return {
    image: tf.tensor4d(pixels, [batch, size, size, 3]),
    mask: tf.tensor4d(masks, [batch, size, size, 1]),
    weight: tf.tensor4d(weights, [batch, size, size, 1]),
  };
}

/** Two views of the same scenes without masks, `[n, size, size, channels]`. */
export interface UnlabelledBatch {
  /** As the picture is. */
  readonly clean: tf.Tensor4D;
  /** Covered, in other light, blurred, noisy. */
  readonly strong: tf.Tensor4D;
  /** 1 where a dish is for certain, else 0. */
  readonly certain: tf.Tensor4D;
  /** 1 where something covers the strong view, else 0. */
  readonly covered: tf.Tensor4D;
}

export function makeUnlabelledBatch(
  pictures: MaskedPictures,
  recipe: SegmenterBatchOptions,
  step: number,
): UnlabelledBatch {
  const { size, seed } = recipe;
  const { batch } = recipe.consistency;
  const cells = size * size;
  const pixels = new Float32Array(batch * cells * 3);
  const masks = new Float32Array(batch * cells);
  const covered = new Float32Array(batch * cells);
  const clean = new Float32Array(batch * cells * 3);
  epochBatch(seed ^ 0xc1ea, step, batch, pictures.images.count).forEach((index, i) => {
    const random = createRandom(seed, step, i, 0xc1ea);
    const place = { size, pixels, masks, first: i * cells };
    sampleMasked(pictures, index, random, unlabelled, place);
    clean.set(pixels.subarray(i * cells * 3, (i + 1) * cells * 3), i * cells * 3);
    covered.set(disturb(random, recipe, place), i * cells);
  });
  return {
    clean: tf.tensor4d(clean, [batch, size, size, 3]),
    strong: tf.tensor4d(pixels, [batch, size, size, 3]),
    certain: tf.tensor4d(masks, [batch, size, size, 1]),
    covered: tf.tensor4d(covered, [batch, size, size, 1]),
  };
}

/** A random view of a picture and its mask. */
function sampleMasked(
  { images, masks }: MaskedPictures,
  index: number,
  random: Random,
  range: AffineRange,
  place: TrayScene,
): void {
  const { size, first } = place;
  const affine = randomAffine(random, range);
  sampleAffine(images, index, affine, size, place.pixels, first * 3);
  sampleAffine(masks, index, affine, size, place.masks, first);
  for (let p = first; p < first + size * size; p++) place.masks[p] = (place.masks[p] ?? 0) > 127 ? 1 : 0;
}

/** @returns 1 for each cell that something was put over, else 0. */
function disturb(random: Random, recipe: SegmenterBatchOptions, place: Scene): Uint8Array {
  const { size, pixels, first } = place;
  const cells = size * size;
  const covered = random.chance(recipe.coverChance) ? coverScene(random, place) : new Uint8Array(cells);
  if (random.chance(recipe.lightChance)) relight(random, place);
  if (random.chance(recipe.blurChance)) defocus(random, place);
  applyColour(pixels, first * 3, cells, randomColour(random, 1));
  addNoise(random, pixels, first * 3, cells * 3);
  return covered;
}

function pasteDish({ images, masks }: MaskedPictures, random: Random, place: TrayScene): void {
  const { size, first } = place;
  const other = random.below(images.count);
  const affine = randomAffine(random, pasted);
  const cells = size * size;
  const picture = new Float32Array(cells * 3);
  const mask = new Float32Array(cells);
  sampleAffine(images, other, affine, size, picture, 0);
  sampleAffine(masks, other, affine, size, mask, 0);
  applyColour(picture, 0, cells, randomColour(random, 0.5));
  for (let p = 0; p < cells; p++) {
    if ((mask[p] ?? 0) <= 127) continue;
    place.masks[first + p] = 1;
    for (let c = 0; c < 3; c++) place.pixels[(first + p) * 3 + c] = picture[p * 3 + c] ?? 0;
  }
}

function addNoise(random: Random, pixels: Float32Array, first: number, count: number): void {
  if (!random.chance(0.5)) return;
  const deviation = random.between(0, 0.08);
  for (let p = first; p < first + count; p++)
    pixels[p] = (pixels[p] ?? 0) + (random.next() + random.next() - 1) * 2.4 * deviation;
}
