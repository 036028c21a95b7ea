import * as tf from "@tensorflow/tfjs-core";

import { type Affine, type AffineRange, applyColour, randomAffine, randomColour, sampleAffine } from "../data/augment";
import { blur } from "../data/blur";
import { leaveDishAlone } from "../data/dish-alone";
import type { LabelledImages } from "../data/domains";
import { createRandom } from "../data/random";
import type { ClassifierRecipe } from "./classifier-options";

export interface ClassifierBatch {
  /** `[n, size, size, 3]` in [-1, 1]. */
  readonly image: tf.Tensor4D;
  /** Smoothed one-hot classes, `[n, classes]`. */
  readonly target: tf.Tensor2D;
}

/** How a held-out picture is looked at: crops whole, as the lens sees them; of other pictures the middle. */
export function heldOutView({ crops }: ClassifierRecipe["data"]): Affine {
  const zoom = crops === undefined ? 0.9 : 1;
  return { a: zoom, b: 0, c: 0, d: zoom, tx: 0, ty: 0 };
}

/** Views of pictures of every class equally often: the folders differ fivefold in size. */
export function makeClassifierBatch(train: LabelledImages, recipe: ClassifierRecipe, step: number): ClassifierBatch {
  const { size, seed, labelSmoothing } = recipe;
  const { batch } = recipe.loop;
  const classes = recipe.data.domains.length;
  const pixels = size * size * 3;
  const view: AffineRange = { zoom: [recipe.closest, 1.05], aspect: 1.25, rotation: 0.5, shift: 1, flip: true };
  const image = new Float32Array(batch * pixels);
  const target = new Float32Array(batch * classes).fill(labelSmoothing / classes);
  for (let i = 0; i < batch; i++) {
    const random = createRandom(seed, step, i);
    const label = (step * batch + i) % classes;
    const members = train.byDomain[label] ?? [];
    const affine = randomAffine(random, view);
    const index = members[random.below(members.length)] ?? 0;
    sampleAffine(train.images, index, affine, size, image, i * pixels);
    applyColour(image, i * pixels, size * size, randomColour(random, 0.7));
    if (random.chance(recipe.blurChance)) blur(image, i * pixels, size, 1 + random.below(2));
    if (random.chance(recipe.maskChance)) leaveDishAlone(train, index, affine, size, image, i * pixels);
    target[i * classes + label] = (target[i * classes + label] ?? 0) + 1 - labelSmoothing;
  }
  const whole = { image: tf.tensor4d(image, [batch, size, size, 3]), target: tf.tensor2d(target, [batch, classes]) };
  const random = createRandom(seed, step, batch);
  return random.chance(recipe.mixChance) ? mixed(whole, random.next()) : whole;
}

/** Each picture and its target mixed with those of the picture as far from the batch's other end. Disposes what is given. */
function mixed({ image, target }: ClassifierBatch, part: number): ClassifierBatch {
  const mix = <T extends tf.Tensor>(x: T): T => tf.add(tf.mul(x, part), tf.mul(tf.reverse(x, 0), 1 - part));
  const result = { image: tf.tidy(() => mix(image)), target: tf.tidy(() => mix(target)) };
  tf.dispose([image, target]);
  return result;
}
