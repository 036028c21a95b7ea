import { resolve } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import * as v from "valibot";

import { buildClassifier } from "../../../src/net/families/classifier";
import { foldBatchNorm } from "../../../src/net/fold";
import type { Random } from "../data/random";
import { Network } from "../models/network";
import { RunDirectory } from "../run/directory";
import { alone, ownSamples, type Team } from "../team/team";
import { classifierRecipeSchema } from "./classifier-options";
import { oneHot } from "./stargan-batch";

/** A trained classifier whose weights stay as they are. */
export interface Critic {
  /** Which of the wanted domains each picture shows, as far as it can tell: `[n]`, in the order in which they were given. */
  classify(image: tf.Tensor4D): tf.Tensor1D;
  /** Channels of each feature map, by the number of halvings that lie before it. */
  readonly featureChannels: ReadonlyMap<number, number>;
  /** Feature maps `features.HALVINGS`, `[n, h / 2^halvings, w / 2^halvings, channels]`, through which gradients flow. */
  features(image: tf.Tensor4D): Readonly<Record<string, tf.Tensor>>;
  /** Cross-entropy of a shifted, noisy, now and then blurred view: a fixed net is easily fooled by exact pixels. */
  loss(image: tf.Tensor4D, target: tf.Tensor2D, random: Random, team?: Team): tf.Scalar;
}

/**
 * Loads the averaged weights of a classifier run. It may know more classes than are wanted, in any order: among those that are
 * wanted it chooses as if there were no others.
 *
 * @throws Error if the run is missing or lacks a domain, naming both.
 */
export async function loadCritic(path: string, domains: readonly string[]): Promise<Critic> {
  const { run, config } = await RunDirectory.open(path).catch((cause: unknown) => {
    throw new Error(
      `the critic that the recipe names is not at ${resolve(path)} (it counts from the working directory): train it, or copy its run there`,
      { cause },
    );
  });
  const { recipeDirectory: _, ...rest } = config as Record<string, unknown>;
  const recipe = v.parse(classifierRecipeSchema, rest);
  const classes = classesOf(recipe.data.domains, domains, path);
  const checkpoint = await run.loadCheckpoint();
  if (!checkpoint) throw new Error(`${path} has no checkpoint yet: train the classifier first`);
  const averaged = new Map(
    [...checkpoint.tensors].flatMap(([name, { shape, data }]) =>
      name.startsWith("ema/") ? [[name.slice(4), { shape, data: Float32Array.from(data) }] as const] : [],
    ),
  );
  // Its norms never learn: folded away, they cost nothing, while tfjs's gradient of one takes longer than its convolution.
  const { graph, weights } = foldBatchNorm(buildClassifier(recipe.architecture, recipe.size), averaged);
  // What each stage ends in. The first has one block, the others add a second to it.
  const stages = recipe.architecture.channels.map(
    (channels, stage) =>
      ({ halvings: stage + 1, channels, node: stage === 0 ? "stage.0.0.relu" : `stage.${stage}.sum` }) as const,
  );
  const features = Object.fromEntries(stages.map(({ halvings, node }) => [`features.${halvings}`, node]));
  const network = new Network({ ...graph, outputs: { ...graph.outputs, ...features } }, weights);
  // A product with one-hot columns: the gradient of a gather is no kernel of every backend.
  const choice = tf.transpose(oneHot(classes, recipe.data.domains.length));
  const logits = (image: tf.Tensor4D): tf.Tensor2D => tf.matMul(network.run({ image }, "logits"), choice);

  return {
    featureChannels: new Map(stages.map(({ halvings, channels }) => [halvings, channels])),
    features: (image) => {
      const values = network.runAll({ image });
      return Object.fromEntries(Object.entries(values).filter(([name]) => name in features));
    },
    classify: (image) => tf.argMax(logits(image), 1),
    loss: (image, target, random, team = alone) => {
      const [count, height, width, channels] = image.shape;
      const reach = 6;
      const top = random.below(reach + 1);
      const left = random.below(reach + 1);
      const shifted = tf.slice(image, [0, top, left, 0], [-1, height - reach, width - reach, -1]);
      const whole: [number, number, number, number] = [count * team.count, height - reach, width - reach, channels];
      const noise = tf.randomNormal<tf.Rank.R4>(whole, 0, 0.06, "float32", random.below(1 << 30));
      const noisy = tf.add<tf.Tensor4D>(shifted, ownSamples(team, noise));
      const blur = tf.tensor4d(
        [1, 2, 1, 2, 4, 2, 1, 2, 1].map((value) => value / 16),
        [3, 3, 1, 1],
      );
      const seen = random.chance(0.5) ? blurEach(noisy, blur) : noisy;
      const smooth = tf.add(tf.mul(target, 0.9), 0.1 / target.shape[1]);
      return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits(seen)), smooth), 1)));
    },
  };
}

/** Where the wanted domains are among a classifier's classes. @throws Error naming those that it lacks. */
function classesOf(known: readonly string[], wanted: readonly string[], path: string): number[] {
  const missing = wanted.filter((domain) => !known.includes(domain));
  if (missing.length === 0) return wanted.map((domain) => known.indexOf(domain));
  throw new Error(
    `the classifier in ${path} does not know ${missing.join(", ")}, only ${known.join(", ")}: name one that was trained on it, or train one`,
  );
}

/** One kernel over every channel: channels become samples, so that it is a plain convolution with a fast gradient. */
function blurEach(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const planes = tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [batch * channels, height, width, 1]);
  const blurred = tf.conv2d(planes as tf.Tensor4D, kernel, 1, "same");
  return tf.transpose(tf.reshape(blurred, [batch, channels, height, width]), [0, 2, 3, 1]);
}
