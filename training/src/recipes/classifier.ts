import * as tf from "@tensorflow/tfjs-core";
import * as v from "valibot";

import { buildClassifier, classifierSchema } from "../../../src/net/families/classifier";
import type { TensorMap } from "../../../src/net/tensors";
import { applyColour, type AffineRange, randomAffine, randomColour, sampleAffine } from "../data/augment";
import { domainDataSchema, type LabelledImages, loadDomains } from "../data/domains";
import { pictureGrid } from "../data/pictures";
import { createRandom } from "../data/random";
import { Adam } from "../run/adam";
import type { Trainer } from "../run/loop";
import { movingMoments } from "../run/moving-moments";
import { runGraph } from "../run/graph";
import { Parameters } from "../run/parameters";
import { cosineDecay } from "../run/schedule";
import type { RecipeContext } from "./context";
import { loopSchema } from "./options";

export const classifierRecipeSchema = v.strictObject({
  recipe: v.literal("classifier"),
  seed: v.optional(v.number(), 1),
  size: v.optional(v.number(), 96),
  architecture: classifierSchema,
  data: domainDataSchema,
  learningRate: v.optional(v.number(), 2e-3),
  emaDecay: v.optional(v.number(), 0.995),
  /** Weight that the target gives away to the other classes (Szegedy et al. 2016). */
  labelSmoothing: v.optional(v.number(), 0.1),
  /** Chance that a picture is blurred: a critic must judge by more than grain. */
  blurChance: v.optional(v.number(), 0.3),
  loop: loopSchema,
});
export type ClassifierRecipe = v.InferOutput<typeof classifierRecipeSchema>;

const view: AffineRange = { zoom: [0.5, 1.05], aspect: 1.25, rotation: 0.5, shift: 1, flip: true };
/** What a held-out picture is judged by. */
export const centredView = { a: 0.9, b: 0, c: 0, d: 0.9, tx: 0, ty: 0 };

/** Dish classifier: cross-entropy with label smoothing on class-balanced batches. */
export async function createClassifierTrainer(recipe: ClassifierRecipe, context: RecipeContext): Promise<Trainer> {
  const { size, seed } = recipe;
  const classes = recipe.data.domains.length;
  if (recipe.architecture.classes !== classes) {
    throw new Error(`architecture.classes is ${recipe.architecture.classes}, but data.domains names ${classes}`);
  }
  const graph = buildClassifier(recipe.architecture, size);
  const [train, heldOut] = await Promise.all([
    loadDomains(recipe.data, context, "train"),
    loadDomains(recipe.data, context, "held-out"),
  ]);
  context.log(`${train.images.count} pictures to train on, ${heldOut.images.count} held out`);

  const weights = new Parameters(graph, seed);
  const average = new Parameters(graph, seed, { frozen: true });
  const moments = movingMoments(weights, 0.98);
  const adam = new Adam(weights.trainable, { beta1: 0.9, beta2: 0.999 });
  const pixels = size * size * 3;

  const evaluate = async (): Promise<{ accuracy: number; balancedAccuracy: number; mistakes: Float32Array[] }> => {
    const right = Array.from({ length: classes }, () => 0);
    const mistakes: Float32Array[] = [];
    for (let first = 0; first < heldOut.images.count; first += 32) {
      const count = Math.min(32, heldOut.images.count - first);
      const data = new Float32Array(count * pixels);
      for (let i = 0; i < count; i++) sampleAffine(heldOut.images, first + i, centredView, size, data, i * pixels);
      const guess = tf.tidy(() => {
        const image = tf.tensor4d(data, [count, size, size, 3]);
        return tf.argMax(runGraph(graph, average.variables, { image })["logits"] as tf.Tensor2D, 1);
      });
      const guesses = await guess.data<"int32">();
      guess.dispose();
      for (let i = 0; i < count; i++) {
        const label = heldOut.labels[first + i] ?? 0;
        if (guesses[i] === label) right[label] = (right[label] ?? 0) + 1;
        else if (mistakes.length < 48) mistakes.push(data.slice(i * pixels, (i + 1) * pixels));
      }
    }
    const perClass = right.map((count, label) => count / (heldOut.byDomain[label]?.length ?? 1));
    return {
      accuracy: right.reduce((a, b) => a + b, 0) / heldOut.images.count,
      balancedAccuracy: perClass.reduce((a, b) => a + b, 0) / classes,
      mistakes,
    };
  };

  return {
    pictures: train.images.count,
    async save(): Promise<TensorMap> {
      return new Map([
        ...(await weights.save("weights/")),
        ...(await average.save("ema/")),
        ...(await adam.save("adam/")),
      ]);
    },
    async restore(tensors) {
      weights.restore(tensors, "weights/");
      average.restore(tensors, "ema/");
      await adam.restore(tensors, "adam/");
    },
    step(step) {
      const { image, target } = makeBatch(train, recipe, step);
      const loss = adam.minimize(cosineDecay(recipe.learningRate, step, recipe.loop.steps, 50), () => {
        const options = { training: true, onMoments: moments.observe, dropoutSeed: seed + step };
        const outputs = runGraph(graph, weights.variables, { image }, options);
        return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(outputs["logits"] as tf.Tensor2D), target), 1)));
      });
      moments.apply();
      tf.dispose([image, target]);
      average.follow(weights, Math.min(recipe.emaDecay, (1 + step) / (10 + step)));
      return { loss };
    },
    async sample() {
      return pictureGrid((await evaluate()).mistakes, size, 8);
    },
    async evaluate() {
      const { accuracy, balancedAccuracy } = await evaluate();
      return { heldOutAccuracy: accuracy, heldOutBalancedAccuracy: balancedAccuracy };
    },
  };
}

function makeBatch(
  train: LabelledImages,
  recipe: ClassifierRecipe,
  step: number,
): { image: tf.Tensor4D; target: tf.Tensor2D } {
  const { size, seed, labelSmoothing } = recipe;
  const { batch } = recipe.loop;
  const classes = recipe.data.domains.length;
  const pixels = size * size * 3;
  const image = new Float32Array(batch * pixels);
  const target = new Float32Array(batch * classes).fill(labelSmoothing / classes);
  for (let i = 0; i < batch; i++) {
    const random = createRandom(seed, step, i);
    // Every class equally often: the folders differ fivefold in size.
    const label = (step * batch + i) % classes;
    const members = train.byDomain[label] ?? [];
    const affine = randomAffine(random, view);
    sampleAffine(train.images, members[random.below(members.length)] ?? 0, affine, size, image, i * pixels);
    applyColour(image, i * pixels, size * size, randomColour(random, 0.7));
    if (random.chance(recipe.blurChance)) blur(image, i * pixels, size, 1 + random.below(2));
    target[i * classes + label] = (target[i * classes + label] ?? 0) + 1 - labelSmoothing;
  }
  return { image: tf.tensor4d(image, [batch, size, size, 3]), target: tf.tensor2d(target, [batch, classes]) };
}

/** `rounds` of [1 2 1]/4 along both axes, in place. */
function blur(image: Float32Array, first: number, size: number, rounds: number): void {
  const line = (start: number, stride: number): void => {
    let before = image[start] ?? 0;
    for (let i = 0; i < size; i++) {
      const here = image[start + i * stride] ?? 0;
      const after = image[start + Math.min(i + 1, size - 1) * stride] ?? 0;
      image[start + i * stride] = (before + 2 * here + after) / 4;
      before = here;
    }
  };
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < size; i++) {
      for (let c = 0; c < 3; c++) {
        line(first + i * size * 3 + c, 3);
        line(first + i * 3 + c, size * 3);
      }
    }
  }
}
