import * as tf from "@tensorflow/tfjs-core";

import { buildSegmenter } from "../../../src/net/families/segmenter";
import type { TensorMap } from "../../../src/net/tensors";
import { loadSegmentation } from "../data/segmentation";
import { loadUnlabelled } from "../data/unlabelled";
import { type PseudoLabels, pseudoLabels, segmentationLoss } from "../losses/segmentation";
import { Adam } from "../run/adam";
import type { Trainer } from "../run/loop";
import { runGraph } from "../run/graph";
import { Parameters } from "../run/parameters";
import { movingMoments } from "../run/moving-moments";
import { cosineDecay } from "../run/schedule";
import type { RecipeContext } from "./context";
import { heldOutFigures } from "./segmenter-figures";
import { makeMaskedBatch, makeUnlabelledBatch, type UnlabelledBatch } from "./segmenter-batch";
import type { SegmenterRecipe } from "./segmenter-options";
import { readStart } from "./segmenter-start";

/**
 * Dish segmentation: cross-entropy + Dice (Milletari et al. 2016), and on pictures without masks the averaged net's
 * confident answers to the plain view as labels of a changed one (Tarvainen and Valpola 2017, Sohn et al. 2020).
 */
export async function createSegmenterTrainer(recipe: SegmenterRecipe, context: RecipeContext): Promise<Trainer> {
  const { size, seed } = recipe;
  const graph = buildSegmenter(recipe.architecture, size);
  const { train, heldOut, food } = await loadSegmentation(recipe.data, context);
  const unlabelled = await loadUnlabelled(recipe.data, context);
  context.log(
    `${train.images.count} pictures to train on, ${food?.images.count ?? 0} of food, ${unlabelled?.images.count ?? 0} without masks, ${heldOut.images.count} held out`,
  );

  const weights = new Parameters(graph, seed);
  const average = new Parameters(graph, seed, { frozen: true });
  if (recipe.warmStart !== undefined) {
    const start = await readStart(recipe.warmStart, graph);
    context.log(`starts from ${recipe.warmStart}: ${start.size} of ${graph.parameters.length} parameters`);
    for (const parameters of [weights, average]) parameters.restore(new Map([...(await parameters.save()), ...start]));
  }
  const moments = movingMoments(weights, 0.98);
  const adam = new Adam(weights.trainable, { beta1: 0.9, beta2: 0.999 });

  const predict = (parameters: Parameters, image: tf.Tensor4D): tf.Tensor4D =>
    runGraph(graph, parameters.variables, { image })["probabilities"] as tf.Tensor4D;

  /** What the averaged net takes the changed views for; frees the batch. */
  const guess = (batch: UnlabelledBatch): PseudoLabels & { image: tf.Tensor4D } => {
    const teacher = tf.tidy(() => predict(average, batch.clean));
    const labels = pseudoLabels(teacher, batch.certain, batch.covered, recipe.consistency.confidence);
    tf.dispose([teacher, batch.clean, batch.certain, batch.covered]);
    return { image: batch.strong, ...labels };
  };

  const figures = heldOutFigures(heldOut, recipe, (image) => predict(average, image));

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
      const masked = makeMaskedBatch(train, food, recipe, step);
      const guessed = unlabelled && guess(makeUnlabelledBatch(unlabelled, recipe, step));
      const image = guessed ? tf.concat([masked.image, guessed.image]) : masked.image;
      const losses: Record<string, tf.Scalar> = {};
      const total = adam.minimize(cosineDecay(recipe.learningRate, step, recipe.loop.steps, 50), () => {
        const outputs = runGraph(graph, weights.variables, { image }, { training: true, onMoments: moments.observe });
        const logits = outputs["logits"] as tf.Tensor4D;
        const known = tf.slice(logits, [0, 0, 0, 0], [recipe.loop.batch, -1, -1, -1]);
        const loss = segmentationLoss(known, masked.mask, masked.weight);
        if (!guessed) return loss;
        const unknown = tf.slice(logits, [recipe.loop.batch, 0, 0, 0], [-1, -1, -1, -1]);
        const consistency = segmentationLoss(unknown, guessed.mask, guessed.weight);
        losses["consistency"] = tf.keep(consistency);
        const ramp = Math.min(1, step / recipe.consistency.rampSteps);
        return tf.add(loss, tf.mul(consistency, recipe.consistency.weight * ramp));
      });
      moments.apply();
      tf.dispose([image, { ...masked }, { ...guessed }]);
      average.follow(weights, Math.min(recipe.emaDecay, (1 + step) / (10 + step)));
      return { loss: total, ...losses };
    },
    sample: figures.sample,
    evaluate: figures.evaluate,
  };
}
