import * as tf from "@tensorflow/tfjs-core";

import { applyColour, type AffineRange, randomAffine, randomColour, sampleAffine } from "../data/augment";
import type { LabelledImages } from "../data/domains";
import { createRandom } from "../data/random";
import type { SourceImages } from "../data/sources";
import { alone, ownOf, type Team } from "../team/team";

// Crops are stored as the lens sees them; it never sees them much closer.
const view: AffineRange = { zoom: [0.86, 1.02], aspect: 1.08, rotation: 0.25, shift: 1, flip: true };

/** The part of the recipe that decides what a batch holds. */
export interface BatchOptions {
  readonly seed: number;
  readonly size: number;
  readonly architecture: { readonly domains: number };
  readonly loop: { readonly batch: number };
  /** How much of the batch comes from dishes of no domain. */
  readonly sources?: { readonly share: number } | undefined;
}

/** What batches are drawn from. */
export interface StarganPictures {
  readonly train: LabelledImages;
  /** Dishes of no domain. */
  readonly sources: SourceImages | null;
}

export interface StarganBatch {
  /** Pictures to translate, `[n, size, size, 3]`. */
  readonly image: tf.Tensor4D;
  /** 1 outside the dish of `image`, `[n, size, size, 1]`. */
  readonly background: tf.Tensor4D;
  /** Domain of `image`, one-hot; all 0 for the dishes of no domain, which are the last. */
  readonly source: tf.Tensor2D;
  /** Domain to translate to, and domain of `real`, one-hot. */
  readonly target: tf.Tensor2D;
  /** Real pictures of the target domains. */
  readonly real: tf.Tensor4D;
  /** 1 outside the dish of `real`, `[n, size, size, 1]`. */
  readonly realBackground: tf.Tensor4D;
}

/** Domains are drawn evenly, whatever the sizes of their folders; a target differs from its source. A team gets its part. */
export function makeStarganBatch(
  { train, sources: further }: StarganPictures,
  recipe: BatchOptions,
  step: number,
  team: Team = alone,
): StarganBatch {
  const { size, seed } = recipe;
  const whole = recipe.loop.batch;
  const samples = ownOf(
    team,
    Array.from({ length: whole }, (_, i) => i),
  );
  const batch = samples.length;
  const { domains } = recipe.architecture;
  const cells = size * size;
  const image = new Float32Array(batch * cells * 3);
  const real = new Float32Array(batch * cells * 3);
  const background = new Float32Array(batch * cells);
  const realBackground = new Float32Array(batch * cells);
  const ofDomains = whole - (further ? Math.floor(whole * (recipe.sources?.share ?? 0)) : 0);
  const sources: number[] = [];
  const targets: number[] = [];
  for (const [place, i] of samples.entries()) {
    const random = createRandom(seed, step, i);
    // Targets go round, so that every dish gets its turn within a few steps.
    const target = (step * whole + i) % domains;
    const source = (target + 1 + random.below(domains - 1)) % domains;
    const draw = (set: SourceImages, index: number, into: Float32Array, outside: Float32Array): void => {
      const affine = randomAffine(random, view);
      sampleAffine(set.images, index, affine, size, into, place * cells * 3);
      applyColour(into, place * cells * 3, cells, randomColour(random, 0.25));
      sampleAffine(set.outside, index, affine, size, outside, place * cells);
    };
    const drawOf = (domain: number, into: Float32Array, outside: Float32Array): void => {
      const members = train.byDomain[domain] ?? [];
      draw(train, members[random.below(members.length)] ?? 0, into, outside);
    };
    const isFurther = further !== null && i >= ofDomains;
    if (isFurther) draw(further, random.below(further.images.count), image, background);
    else drawOf(source, image, background);
    drawOf(target, real, realBackground);
    sources.push(isFurther ? -1 : source);
    targets.push(target);
  }
  return {
    image: tf.tensor4d(image, [batch, size, size, 3]),
    background: partOf(background, [batch, size, size, 1]),
    source: oneHot(sources, domains),
    target: oneHot(targets, domains),
    real: tf.tensor4d(real, [batch, size, size, 3]),
    realBackground: partOf(realBackground, [batch, size, size, 1]),
  };
}

/** Levels in [0, 255], in [0, 1]. */
function partOf(levels: Float32Array, shape: [number, number, number, number]): tf.Tensor4D {
  return tf.tensor4d(
    levels.map((level) => level / 255),
    shape,
  );
}

/** Whole stored pictures at the net's size, without augmentation. */
export function centredBatch(set: LabelledImages, indices: readonly number[], size: number): tf.Tensor4D {
  const pixels = size * size * 3;
  const data = new Float32Array(indices.length * pixels);
  indices.forEach((index, i) =>
    sampleAffine(set.images, index, { a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0 }, size, data, i * pixels),
  );
  return tf.tensor4d(data, [indices.length, size, size, 3]);
}

/** Rows `[n, classes]`; a label below 0 gives one of zeros. */
export function oneHot(labels: readonly number[], classes: number): tf.Tensor2D {
  const data = new Float32Array(labels.length * classes);
  for (const [i, label] of labels.entries()) if (label >= 0) data[i * classes + label] = 1;
  return tf.tensor2d(data, [labels.length, classes]);
}
