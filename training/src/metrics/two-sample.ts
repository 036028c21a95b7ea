import * as tf from "@tensorflow/tfjs-core";

import { buildClassifier } from "../../../src/net/families/classifier";
import type { ImageSet } from "../data/image-set";
import { createRandom, type Random } from "../data/random";
import { runGraph } from "../run/graph";
import { movingMoments } from "../run/moving-moments";
import { Parameters } from "../run/parameters";
import { chanceOfHeads } from "./binomial";
import type { Interval } from "./figures";
import { proportion } from "./interval";

/** Pictures of two samples, in groups that count the same, such as dishes: a group has both kinds. */
export interface Samples {
  /** Pictures that the net learns from. */
  readonly train: readonly { readonly first: ImageSet; readonly second: ImageSet }[];
  /** As many of the one as of the other, none of which has to do with those above. */
  readonly test: { readonly first: ImageSet; readonly second: ImageSet };
}

export interface TwoSampleOptions {
  readonly seed: number;
  readonly steps: number;
  readonly batch: number;
  /** Channels of the net's stages. */
  readonly channels: readonly number[];
  /** Side of the windows that it looks at, pixels: grain is seen at its own size. */
  readonly window: number;
}

const RATE = 2e-3;

/**
 * Classifier two-sample test (Lopez-Paz and Oquab 2017): a fresh net learns to tell two samples apart; if they are of
 * one distribution, it errs on half of the pictures that it has not seen.
 *
 * @returns The error, and the chance of one as small or smaller for equal distributions.
 */
export async function twoSampleTest(
  samples: Samples,
  options: TwoSampleOptions,
): Promise<{ readonly error: Interval; readonly p: number }> {
  const { seed, steps, batch, channels, window } = options;
  const graph = buildClassifier({ channels: [...channels], classes: 2, dropout: 0.2 }, window);
  const weights = new Parameters(graph, seed);
  const adam = tf.train.adam(RATE);
  const moments = movingMoments(weights, 0.9);
  for (let step = 0; step < steps; step++) {
    const { image, target } = drawBatch(samples.train, batch, window, createRandom(seed, 0xc257, step));
    const loss = (): tf.Scalar => {
      const training = { training: true, onMoments: moments.observe, dropoutSeed: seed + step };
      const { logits } = runGraph(graph, weights.variables, { image }, training);
      return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits ?? target), target), 1)));
    };
    adam.minimize(loss, false, [...weights.trainable]);
    moments.apply();
    tf.dispose([image, target]);
  }

  /** How much surer of the second sample the net is, over windows at corners and middle. */
  const surerOfSecond = async (pictures: ImageSet): Promise<number[]> => {
    const found: number[] = [];
    for (let index = 0; index < pictures.count; index++) {
      const difference = tf.tidy(() => {
        const { logits } = runGraph(graph, weights.variables, { image: windowsOf(pictures, index, window) });
        return tf.sum(tf.mul(logits ?? tf.zeros([1, 2]), tf.tensor2d([[-1, 1]])));
      });
      found.push((await difference.data<"float32">())[0] ?? 0);
      difference.dispose();
    }
    return found;
  };
  const right =
    (await surerOfSecond(samples.test.first)).filter((value) => value <= 0).length +
    (await surerOfSecond(samples.test.second)).filter((value) => value > 0).length;
  tf.dispose([...weights.variables.values()]);
  adam.dispose();
  const tests = samples.test.first.count + samples.test.second.count;
  return { error: proportion(tests - right, tests), p: chanceOfHeads(right, tests) };
}

/** Half of either sample, groups in turn, random windows, mirrored or not. */
function drawBatch(
  train: Samples["train"],
  batch: number,
  window: number,
  random: Random,
): { readonly image: tf.Tensor4D; readonly target: tf.Tensor2D } {
  const pixels = window * window * 3;
  const image = new Float32Array(batch * pixels);
  const target = new Float32Array(batch * 2);
  for (let i = 0; i < batch; i++) {
    const label = i % 2;
    const group = train[random.below(train.length)];
    const set = label === 0 ? group?.first : group?.second;
    if (!set) continue;
    const slack = set.size - window;
    const place = { x: random.below(slack + 1), y: random.below(slack + 1), mirrored: random.chance(0.5) };
    cutWindow(set, random.below(set.count), place, window, image, i * pixels);
    target[i * 2 + label] = 1;
  }
  return { image: tf.tensor4d(image, [batch, window, window, 3]), target: tf.tensor2d(target, [batch, 2]) };
}

function windowsOf(set: ImageSet, index: number, window: number): tf.Tensor4D {
  const slack = set.size - window;
  const places =
    slack === 0
      ? [[0, 0] as const]
      : ([
          [0, 0],
          [slack, 0],
          [0, slack],
          [slack, slack],
          [slack >> 1, slack >> 1],
        ] as const);
  const pixels = window * window * 3;
  const image = new Float32Array(places.length * pixels);
  places.forEach(([x, y], i) => cutWindow(set, index, { x, y, mirrored: false }, window, image, i * pixels));
  return tf.tensor4d(image, [places.length, window, window, 3]);
}

function cutWindow(
  set: ImageSet,
  index: number,
  place: { readonly x: number; readonly y: number; readonly mirrored: boolean },
  window: number,
  target: Float32Array,
  offset: number,
): void {
  const picture = set.picture(index);
  for (let y = 0; y < window; y++) {
    for (let x = 0; x < window; x++) {
      const column = place.mirrored ? window - 1 - x : x;
      const from = ((place.y + y) * set.size + place.x + column) * 3;
      const to = offset + (y * window + x) * 3;
      for (let c = 0; c < 3; c++) target[to + c] = (picture[from + c] ?? 0) / 127.5 - 1;
    }
  }
}
