import * as tf from "@tensorflow/tfjs-core";

import type { ImageSet } from "../data/image-set";
import type { Judge } from "./judge";
import { chunks, tensorOf, upTo } from "./pictures";

const BATCH = 32;

/**
 * Distance of the picture at each place in one set to that in the other, in the way of LPIPS (Zhang et al. 2018), with
 * our judge's features and without learnt weights: features of every stage, each of length 1 at each position; squared
 * differences, as a mean over positions and stages. 0 for equal pictures, at most 4.
 */
export async function perceptualDistances(judge: Judge, a: ImageSet, b: ImageSet): Promise<number[]> {
  const distances: number[] = [];
  for (const chunk of chunks(upTo(Math.min(a.count, b.count)), BATCH)) {
    const values = tf.tidy(() => {
      const others = judge.layers(tensorOf(b, chunk));
      const stages = judge.layers(tensorOf(a, chunk)).map((layer, stage) => {
        const difference = tf.squaredDifference(unit(layer), unit(others[stage] ?? layer));
        return tf.mean(tf.sum(difference, 3), [1, 2]);
      });
      return tf.div(tf.addN(stages), stages.length);
    });
    distances.push(...(await values.data<"float32">()));
    values.dispose();
  }
  return distances;
}

/** Features of length 1 at each position; those that are all zero stay so. */
function unit(layer: tf.Tensor): tf.Tensor {
  return tf.div(layer, tf.maximum(tf.norm(layer, "euclidean", 3, true), 1e-6));
}
