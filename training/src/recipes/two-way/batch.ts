import * as tf from "@tensorflow/tfjs-core";

import { type AffineRange, randomAffine, sampleAffine } from "../../data/augment";
import type { LabelledImages } from "../../data/domains";
import { createRandom, epochBatch } from "../../data/random";
import { alone, ownOf, type Team } from "../../team/team";

/** Pictures of two domains that have nothing to do with each other, `[n, size, size, 3]` each. */
export interface UnpairedBatch {
  readonly first: tf.Tensor4D;
  readonly second: tf.Tensor4D;
}

export interface UnpairedOptions {
  readonly seed: number;
  readonly size: number;
  readonly cropShare: number;
  readonly loop: { readonly batch: number };
}

/** Random crops, mirrored or not (Zhu et al. 2017); every picture of a domain once, then every one again. A team gets its part. */
export function makeUnpairedBatch(
  train: LabelledImages,
  options: UnpairedOptions,
  step: number,
  team: Team = alone,
): UnpairedBatch {
  const { seed, size, cropShare } = options;
  const { batch } = options.loop;
  const view: AffineRange = { zoom: [cropShare, cropShare], aspect: 1, rotation: 0, shift: 1, flip: true };
  const pixels = size * size * 3;
  const draw = (domain: number): tf.Tensor4D => {
    const members = train.byDomain[domain] ?? [];
    const samples = ownOf(team, [...epochBatch(seed + domain, step, batch, members.length).entries()]);
    const data = new Float32Array(samples.length * pixels);
    samples.forEach(([i, chosen], place) => {
      const random = createRandom(seed, step, i, domain);
      sampleAffine(train.images, members[chosen] ?? 0, randomAffine(random, view), size, data, place * pixels);
    });
    return tf.tensor4d(data, [samples.length, size, size, 3]);
  };
  return { first: draw(0), second: draw(1) };
}
