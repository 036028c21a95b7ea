import * as tf from "@tensorflow/tfjs-core";

import { buildClassifier } from "../../../src/net/families/classifier";
import type { TensorMap } from "../../../src/net/tensors";
import { loadDomains } from "../data/domains";
import { pictureGrid } from "../data/pictures";
import { Adam } from "../run/adam";
import { runGraph } from "../run/graph";
import type { Trainer } from "../run/loop";
import { movingMoments } from "../run/moving-moments";
import { Parameters } from "../run/parameters";
import { cosineDecay } from "../run/schedule";
import { makeClassifierBatch } from "./classifier-batch";
import { accuracy, balancedAccuracy, guessDishes, mistakesAmong } from "./classifier-figures";
import { type ClassifierRecipe, dishCount } from "./classifier-options";
import type { RecipeContext } from "./context";

/** Dish classifier: cross-entropy with label smoothing on class-balanced batches. */
export async function createClassifierTrainer(recipe: ClassifierRecipe, context: RecipeContext): Promise<Trainer> {
  const { size, seed, maskChance } = recipe;
  checkClasses(recipe);
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

  const logits = (image: tf.Tensor4D): tf.Tensor2D =>
    runGraph(graph, average.variables, { image })["logits"] as tf.Tensor2D;
  const whole = { recipe, heldOut, alone: false };

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
      const { image, target } = makeClassifierBatch(train, recipe, step);
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
      return pictureGrid(mistakesAmong(await guessDishes(logits, whole), 48, whole), size, 8);
    },
    async evaluate() {
      const guesses = await guessDishes(logits, whole);
      const figures = { heldOutAccuracy: accuracy(guesses), heldOutBalancedAccuracy: balancedAccuracy(guesses) };
      if (maskChance === 0) return figures;
      const ofAlone = await guessDishes(logits, { ...whole, alone: true });
      return { ...figures, heldOutMaskedBalancedAccuracy: balancedAccuracy(ofAlone) };
    },
  };
}

/** @throws Error that names the option which does not fit the others. */
function checkClasses(recipe: ClassifierRecipe): void {
  const { architecture, data, dishes, maskChance } = recipe;
  const classes = data.domains.length;
  if (architecture.classes !== classes) {
    throw new Error(`architecture.classes is ${architecture.classes}, but data.domains names ${classes}`);
  }
  if (dishes !== undefined && dishes !== dishCount(recipe)) {
    throw new Error(`dishes is ${dishes}, but data.domains names ${classes}`);
  }
  if (maskChance > 0 && data.crops === undefined) {
    throw new Error(
      `maskChance is ${maskChance}, but nothing says where the dishes are: name the crops of mealshift data crop as data.crops`,
    );
  }
}
