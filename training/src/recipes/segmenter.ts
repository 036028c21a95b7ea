import * as tf from "@tensorflow/tfjs-core";
import * as v from "valibot";

import { buildSegmenter, segmenterSchema } from "../../../src/net/families/segmenter";
import type { TensorMap } from "../../../src/net/tensors";
import { sampleAffine } from "../data/augment";
import { pictureGrid } from "../data/pictures";
import { loadSegmentation, segmentationDataSchema } from "../data/segmentation";
import { binaryIou } from "../metrics/iou";
import { Adam } from "../run/adam";
import type { Trainer } from "../run/loop";
import { runGraph } from "../run/graph";
import { Parameters } from "../run/parameters";
import { movingMoments } from "../run/moving-moments";
import { cosineDecay } from "../run/schedule";
import type { RecipeContext } from "./context";
import { loopSchema } from "./options";
import { makeSegmenterBatch } from "./segmenter-batch";

export const segmenterRecipeSchema = v.strictObject({
  recipe: v.literal("segmenter"),
  seed: v.optional(v.number(), 1),
  /** Side of the input in pixels. */
  size: v.optional(v.number(), 128),
  architecture: segmenterSchema,
  data: segmentationDataSchema,
  learningRate: v.optional(v.number(), 2e-3),
  emaDecay: v.optional(v.number(), 0.995),
  /** Chance that a dish of another picture is pasted over, for scenes with several dishes. */
  pasteChance: v.optional(v.number(), 0.4),
  /** Chance that everything but the dishes is replaced by a drawn tray on a table: trays are rare in the pictures. */
  trayChance: v.optional(v.number(), 0.35),
  loop: loopSchema,
});
export type SegmenterRecipe = v.InferOutput<typeof segmenterRecipeSchema>;

/** Dish segmentation: cross-entropy + Dice (Milletari et al. 2016). */
export async function createSegmenterTrainer(recipe: SegmenterRecipe, context: RecipeContext): Promise<Trainer> {
  const { size, seed } = recipe;
  const graph = buildSegmenter(recipe.architecture, size);
  const { train, heldOut } = await loadSegmentation(recipe.data, context);
  context.log(`${train.images.count} pictures to train on, ${heldOut.images.count} held out`);

  const weights = new Parameters(graph, seed);
  const average = new Parameters(graph, seed, { frozen: true });
  const moments = movingMoments(weights, 0.98);
  const adam = new Adam(weights.trainable, { beta1: 0.9, beta2: 0.999 });

  const predict = (parameters: Parameters, image: tf.Tensor4D): tf.Tensor4D =>
    runGraph(graph, parameters.variables, { image })["probabilities"] as tf.Tensor4D;

  const heldOutBatches = function* (): Generator<{ image: tf.Tensor4D; mask: Uint8Array; count: number }> {
    const identity = { a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0 };
    const perBatch = 8;
    for (let first = 0; first < heldOut.images.count; first += perBatch) {
      const count = Math.min(perBatch, heldOut.images.count - first);
      const pixels = new Float32Array(count * size * size * 3);
      const mask = new Float32Array(count * size * size);
      for (let i = 0; i < count; i++) {
        sampleAffine(heldOut.images, first + i, identity, size, pixels, i * size * size * 3);
        sampleAffine(heldOut.masks, first + i, identity, size, mask, i * size * size);
      }
      yield { image: tf.tensor4d(pixels, [count, size, size, 3]), mask: Uint8Array.from(mask), count };
    }
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
      const batch = makeSegmenterBatch(train, recipe, step);
      const loss = adam.minimize(cosineDecay(recipe.learningRate, step, recipe.loop.steps, 50), () => {
        const outputs = runGraph(
          graph,
          weights.variables,
          { image: batch.image },
          { training: true, onMoments: moments.observe },
        );
        return segmentationLoss(outputs["logits"] as tf.Tensor4D, batch.mask);
      });
      moments.apply();
      tf.dispose([batch.image, batch.mask]);
      average.follow(weights, Math.min(recipe.emaDecay, (1 + step) / (10 + step)));
      return { loss };
    },
    async sample() {
      const tiles: Float32Array[] = [];
      for (const { image, mask, count } of heldOutBatches()) {
        const probabilities = tf.tidy(() => predict(average, image));
        const [pixels, dish] = await Promise.all([image.data<"float32">(), probabilities.data<"float32">()]);
        tf.dispose([image, probabilities]);
        for (let i = 0; i < count; i++) tiles.push(overlay(pixels, dish, mask, i, size));
      }
      return pictureGrid(tiles, size, 8);
    },
    async evaluate() {
      const scores: number[] = [];
      for (const { image, mask, count } of heldOutBatches()) {
        const probabilities = tf.tidy(() => predict(average, image));
        const dish = await probabilities.data<"float32">();
        tf.dispose([image, probabilities]);
        const cells = size * size;
        for (let i = 0; i < count; i++) {
          const predicted = Uint8Array.from({ length: cells }, (_, cell) =>
            (dish[(i * cells + cell) * 2 + 1] ?? 0) > 0.5 ? 1 : 0,
          );
          scores.push(binaryIou(predicted, mask.subarray(i * cells, (i + 1) * cells)));
        }
      }
      return { heldOutIou: scores.reduce((a, b) => a + b, 0) / scores.length, heldOutWorstIou: Math.min(...scores) };
    },
  };
}

function segmentationLoss(logits: tf.Tensor4D, mask: tf.Tensor4D): tf.Scalar {
  // Two classes: the difference of the logits is the logit of "dish".
  const difference = tf.sub(
    tf.slice(logits, [0, 0, 0, 1], [-1, -1, -1, 1]),
    tf.slice(logits, [0, 0, 0, 0], [-1, -1, -1, 1]),
  );
  const entropy = tf.mean(tf.sub(tf.softplus(difference), tf.mul(difference, mask)));
  const dish = tf.sigmoid(difference);
  const overlap = tf.sum(tf.mul(dish, mask), [1, 2, 3]);
  const dice = tf.div(
    tf.add(tf.mul(overlap, 2), 1),
    tf.add(tf.add(tf.sum(dish, [1, 2, 3]), tf.sum(mask, [1, 2, 3])), 1),
  );
  return tf.add(entropy, tf.mean(tf.sub(1, dice)));
}

/** The picture with the prediction in green and the true outline's inside in red where they differ. */
function overlay(
  pixels: Float32Array,
  dish: Float32Array,
  mask: Uint8Array,
  index: number,
  size: number,
): Float32Array {
  const cells = size * size;
  const tile = Float32Array.from(pixels.subarray(index * cells * 3, (index + 1) * cells * 3));
  for (let p = 0; p < cells; p++) {
    const found = dish[(index * cells + p) * 2 + 1] ?? 0;
    const missed = (mask[index * cells + p] ?? 0) > 127 && found < 0.5;
    tile[p * 3] = (tile[p * 3] ?? 0) + (missed ? 0.8 : 0);
    tile[p * 3 + 1] = (tile[p * 3 + 1] ?? 0) + found * 0.5;
  }
  return tile;
}
