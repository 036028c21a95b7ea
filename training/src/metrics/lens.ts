import * as tf from "@tensorflow/tfjs-core";

import type { LabelledImages } from "../data/domains";
import type { Network } from "../models/network";
import type { Critic } from "../recipes/critic";
import { centredBatch, oneHot } from "../recipes/stargan-batch";

export interface LensFigures {
  /** Share of real held-out pictures that the judge names rightly, every dish counting the same. */
  readonly judgeAccuracyReal: number;
  /** Share of translated held-out pictures that the judge takes for the wanted dish. */
  readonly judgeAccuracyTranslated: number;
  readonly judgeAccuracyPerDish: Readonly<Record<string, number>>;
  /** Mean absolute change in [0, 255] inside and outside the dish's ellipse. */
  readonly changeInside: number;
  readonly changeOutside: number;
  /** Mean absolute difference in [0, 255] between translations of one picture to two dishes. */
  readonly differenceBetweenDishes: number;
  readonly translations: number;
}

/** Judges a generator on held-out pictures with a classifier that it was not trained against. */
export async function judgeLens(
  generator: Network,
  judge: Pick<Critic, "classify">,
  heldOut: LabelledImages,
  domains: readonly string[],
  options: { readonly size: number; readonly sourcesPerDomain: number },
): Promise<LensFigures> {
  const { size, sourcesPerDomain } = options;
  const classes = domains.length;
  const classify = async (image: () => tf.Tensor4D): Promise<Int32Array> => {
    const guesses = tf.tidy(() => judge.classify(image()));
    const values = await guesses.data<"int32">();
    guesses.dispose();
    return values;
  };

  let realAccuracy = 0;
  for (const [label, members] of heldOut.byDomain.entries()) {
    let right = 0;
    for (const chunk of chunks(members, 32)) {
      right += (await classify(() => centredBatch(heldOut, chunk, size))).filter((guess) => guess === label).length;
    }
    realAccuracy += right / members.length / classes;
  }

  const right = domains.map(() => 0);
  const counts = domains.map(() => 0);
  let inside = 0;
  let outside = 0;
  let between = 0;
  let sources = 0;
  for (const [source, members] of heldOut.byDomain.entries()) {
    // Evenly through the folder, so that no burst stands for the whole dish.
    const chosen = Array.from(
      { length: Math.min(sourcesPerDomain, members.length) },
      (_, i) => members[Math.floor((i * members.length) / sourcesPerDomain)] ?? 0,
    );
    for (const index of chosen) {
      const { translations, figures } = tf.tidy(() => {
        const image = centredBatch(heldOut, [index], size);
        const all = tf.concat(
          domains.map(
            (_, domain) => generator.run({ image, domain: oneHot([domain], classes) }, "image") as tf.Tensor4D,
          ),
        );
        const mask = tf.image.resizeNearestNeighbor(outsideOf(heldOut, index), [size, size]);
        const change = tf.mul(tf.mean<tf.Tensor4D>(tf.abs(tf.sub(all, image)), 3, true), 127.5);
        const share = (weight: tf.Tensor): tf.Tensor =>
          tf.div(tf.sum(tf.mul(change, weight)), tf.maximum(tf.mul(tf.sum(weight), classes), 1));
        const next = tf.concat([tf.slice(all, 1), tf.slice(all, 0, 1)]);
        return {
          translations: all,
          figures: tf.stack([share(tf.sub(1, mask)), share(mask), tf.mul(tf.mean(tf.abs(tf.sub(all, next))), 127.5)]),
        };
      });
      const guesses = await classify(() => translations);
      const [i = 0, o = 0, b = 0] = await figures.data<"float32">();
      tf.dispose([translations, figures]);
      inside += i;
      outside += o;
      between += b;
      sources += 1;
      guesses.forEach((guess, domain) => {
        if (domain === source) return;
        counts[domain] = (counts[domain] ?? 0) + 1;
        if (guess === domain) right[domain] = (right[domain] ?? 0) + 1;
      });
    }
  }
  const perDish = domains.map((_, domain) => (right[domain] ?? 0) / Math.max(counts[domain] ?? 0, 1));
  return {
    judgeAccuracyReal: realAccuracy,
    judgeAccuracyTranslated: perDish.reduce((a, b) => a + b, 0) / classes,
    judgeAccuracyPerDish: Object.fromEntries(domains.map((domain, index) => [domain, perDish[index] ?? 0])),
    changeInside: inside / sources,
    changeOutside: outside / sources,
    differenceBetweenDishes: between / sources,
    translations: counts.reduce((a, b) => a + b, 0),
  };
}

function outsideOf(set: LabelledImages, index: number): tf.Tensor4D {
  const { size } = set.outside;
  const values = Float32Array.from(set.outside.picture(index), (value) => value / 255);
  return tf.tensor4d(values, [1, size, size, 1]);
}

function chunks(values: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));
}
