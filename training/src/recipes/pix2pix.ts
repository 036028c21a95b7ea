import * as tf from "@tensorflow/tfjs-core";
import * as v from "valibot";

import { buildPatchGan, buildPix2pix, pix2pixSchema } from "../../../src/net/families";
import { loadPairs, pairDataSchema } from "../data/pairs";
import { pictureGrid } from "../data/pictures";
import { crossEntropy } from "../losses/cross-entropy";
import { l1 } from "../losses/structure";
import { LossReport } from "../losses/terms";
import { pairFigures } from "../metrics/pairs";
import { Adversaries, adversaryOptions } from "../run/adversaries";
import { runGraph } from "../run/graph";
import type { Trainer } from "../run/loop";
import { restoreParts, saveParts } from "../run/parts";
import type { RecipeContext } from "./context";
import { count, loopSchema, weight } from "./options";
import { makePairBatch, wholePairs } from "./pix2pix-batch";

export const pix2pixRecipeSchema = v.strictObject({
  recipe: v.literal("pix2pix"),
  ...adversaryOptions,
  /** Side of the views that it trains on, pixels; how often it halves decides the net's depth. */
  size: v.optional(v.pipe(v.number(), v.multipleOf(4), v.minValue(4)), 256),
  architecture: pix2pixSchema,
  discriminator: v.strictObject({ channels: count, layers: v.optional(count, 3) }),
  data: pairDataSchema,
  mirror: v.optional(v.boolean(), true),
  weights: v.optional(v.strictObject({ adversarial: weight(1), l1: weight(100) }), {}),
  loop: loopSchema,
});
export type Pix2pixRecipe = v.InferOutput<typeof pix2pixRecipeSchema>;

const GRID_ROWS = 8;

/**
 * pix2pix (Isola et al. 2017): a U-Net against a discriminator of patches that sees input and output together, with the
 * cross-entropy loss and L1. The generator steps first; its translations are kept for the discriminator's step.
 */
export async function createPix2pixTrainer(recipe: Pix2pixRecipe, context: RecipeContext): Promise<Trainer> {
  const { size, seed, weights: lambda } = recipe;
  const generatorGraph = buildPix2pix(recipe.architecture, size);
  const discriminatorGraph = buildPatchGan({ ...recipe.discriminator, paired: true }, size);
  const { train, heldOut } = await loadPairs(recipe.data, context);
  context.log(`${train.inputs.count} pairs to train on, ${heldOut.inputs.count} held out`);

  const nets = new Adversaries(generatorGraph, discriminatorGraph, recipe);
  const judge = (condition: tf.Tensor4D, image: tf.Tensor4D): tf.Tensor =>
    runGraph(discriminatorGraph, nets.discriminator.variables, { image, condition })["patch"] as tf.Tensor;
  const translate = (image: tf.Tensor4D): tf.Tensor4D =>
    runGraph(generatorGraph, nets.average.variables, { image })["image"] as tf.Tensor4D;

  return {
    pictures: train.inputs.count,
    save: () => saveParts(nets.parts),
    restore: (tensors) => restoreParts(nets.parts, tensors),
    step(step) {
      const { input, target } = makePairBatch(train, recipe, step);
      const report = new LossReport();

      let fake: tf.Tensor4D | undefined;
      const generatorLoss = nets.stepGenerator(step, () => {
        const options = { training: true, dropoutSeed: seed + step };
        const output = runGraph(generatorGraph, nets.generator.variables, { image: input }, options)["image"];
        const translated = output as tf.Tensor4D;
        fake = tf.keep(tf.clone(translated));
        return report.sum([
          { name: "adversarial", weight: lambda.adversarial, loss: () => crossEntropy(judge(input, translated), true) },
          { name: "l1", weight: lambda.l1, loss: () => l1(translated, target) },
        ]);
      });
      generatorLoss.dispose();
      nets.follow(step);

      const translated = fake;
      if (!translated) throw new Error("the generator made no picture");
      // Half of the sum, which slows the discriminator down, as in the paper.
      const discriminatorLoss = nets.stepDiscriminator(step, () => {
        const ofReal = crossEntropy(judge(input, target), true);
        const ofFake = crossEntropy(judge(input, translated), false);
        return tf.div(tf.add(ofReal, ofFake), 2);
      });
      report.note("discriminator", discriminatorLoss);
      tf.dispose([translated, input, target]);
      return report.values;
    },
    async sample() {
      const indices = Array.from({ length: Math.min(GRID_ROWS, heldOut.inputs.count) }, (_, index) => index);
      const rows = tf.tidy(() => {
        const { input, target } = wholePairs(heldOut, indices, size);
        return tf.stack([input, translate(input), target], 1);
      });
      const data = await rows.data<"float32">();
      rows.dispose();
      const pixels = size * size * 3;
      const tiles = Array.from({ length: indices.length * 3 }, (_, i) => data.slice(i * pixels, (i + 1) * pixels));
      return pictureGrid(tiles, size, 3);
    },
    evaluate: () => pairFigures(translate, heldOut, size),
  };
}
