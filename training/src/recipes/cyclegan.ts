import * as tf from "@tensorflow/tfjs-core";
import * as v from "valibot";

import { buildCyclegan, cycleganSchema } from "../../../src/net/families/cyclegan";
import { buildPatchGan } from "../../../src/net/families/patch-gan";
import { loadDomains } from "../data/domains";
import { ImagePool } from "../data/image-pool";
import { createRandom, type Random } from "../data/random";
import { leastSquaresDiscriminatorLoss, leastSquaresGeneratorLoss } from "../losses/least-squares";
import { l1 } from "../losses/structure";
import { LossReport } from "../losses/terms";
import { Adam } from "../run/adam";
import { AveragedNet, pictureOf } from "../run/averaged-net";
import { runGraph } from "../run/graph";
import type { Trainer } from "../run/loop";
import { Parameters } from "../run/parameters";
import { restoreParts, saveParts } from "../run/parts";
import { linearDecay } from "../run/schedule";
import { alone, ownSamples, wholeBatch } from "../team/team";
import type { RecipeContext } from "./context";
import { count, weight } from "./options";
import { makeUnpairedBatch } from "./two-way/batch";
import { twoWayFigures, twoWayGrid } from "./two-way/figures";
import { twoWayEntries } from "./two-way/options";
import { together } from "./two-way/together";

export const cycleganRecipeSchema = v.strictObject({
  recipe: v.literal("cyclegan"),
  ...twoWayEntries,
  architecture: cycleganSchema,
  /** Of each of the two PatchGANs. With 3 layers a logit sees 70x70 pixels. */
  discriminator: v.optional(v.strictObject({ channels: v.optional(count, 64), layers: v.optional(count, 3) }), {}),
  learningRate: v.optional(v.number(), 2e-4),
  /** Translations of earlier steps that the discriminators are shown, for each domain. */
  poolSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 50),
  weights: v.optional(v.strictObject({ adversarial: weight(1), cycle: weight(10), identity: weight(5) }), {}),
});
export type CycleganRecipe = v.InferOutput<typeof cycleganRecipeSchema>;

/**
 * CycleGAN (Zhu et al. 2017): two generators and two discriminators with least-squares losses; what goes there and back
 * must be what it was, and what is already of the target domain must stay. The exported net is that from the first
 * domain to the second.
 */
export async function createCycleganTrainer(recipe: CycleganRecipe, context: RecipeContext): Promise<Trainer> {
  const { size, seed, weights: lambda, beta1, beta2 } = recipe;
  const { team = alone } = context;
  const generatorGraph = buildCyclegan(recipe.architecture, size);
  const discriminatorGraph = buildPatchGan({ ...recipe.discriminator, paired: false }, size);
  const [train, heldOut] = await Promise.all([
    loadDomains(recipe.data, context, "train"),
    loadDomains(recipe.data, context, "held-out"),
  ]);
  context.log(`${train.images.count} pictures to train on, ${heldOut.images.count} held out`);

  const there = new AveragedNet(generatorGraph, seed);
  const back = new AveragedNet(generatorGraph, seed + 1);
  const ofFirst = new Parameters(discriminatorGraph, seed + 2);
  const ofSecond = new Parameters(discriminatorGraph, seed + 3);
  const firstPool = new ImagePool(recipe.poolSize);
  const secondPool = new ImagePool(recipe.poolSize);
  const generatorAdam = new Adam([...there.weights.trainable, ...back.weights.trainable], { beta1, beta2, team });
  const discriminatorAdam = new Adam([...ofFirst.trainable, ...ofSecond.trainable], { beta1, beta2, team });
  const parts = {
    "weights/": there.weights,
    "ema/": there.average,
    "weights-back/": back.weights,
    "ema-back/": back.average,
    "discriminator-first/": ofFirst,
    "discriminator-second/": ofSecond,
    "pool-first/": firstPool,
    "pool-second/": secondPool,
    "generator-adam/": generatorAdam,
    "discriminator-adam/": discriminatorAdam,
  };

  const translate = (net: AveragedNet, image: tf.Tensor4D): tf.Tensor4D => pictureOf(net.run(image));
  const judge = (discriminator: Parameters, image: tf.Tensor4D): tf.Tensor4D =>
    pictureOf(runGraph(discriminatorGraph, discriminator.variables, { image }), "patch");
  /** A picture to translate, and one to leave as it is unless nothing asks for that. */
  const translateBoth = (net: AveragedNet, image: tf.Tensor4D, same: tf.Tensor4D): [tf.Tensor4D, tf.Tensor4D] =>
    lambda.identity === 0 ? [translate(net, image), same] : together((both) => translate(net, both), image, same);
  const judgeBoth = (discriminator: Parameters, real: tf.Tensor4D, fake: tf.Tensor4D): [tf.Tensor4D, tf.Tensor4D] =>
    together((both) => judge(discriminator, both), real, fake);
  /** What the pool gives for new translations. All of a team keep the same pool. */
  const shown = (pool: ImagePool, fakes: tf.Tensor4D, random: Random): tf.Tensor4D =>
    tf.tidy(() => ownSamples(team, pool.exchange(wholeBatch(team, fakes), random)));
  const view = {
    ways: [
      (image: tf.Tensor4D) => pictureOf(there.runAverage(image)),
      (image: tf.Tensor4D) => pictureOf(back.runAverage(image)),
    ] as const,
    heldOut,
    size,
  };

  return {
    pictures: train.images.count,
    save: () => saveParts(parts),
    restore: (tensors) => restoreParts(parts, tensors),
    step(step) {
      const { first, second } = makeUnpairedBatch(train, recipe, step, team);
      const rate = linearDecay(recipe.learningRate, step, recipe.loop.steps, recipe.decayFrom);
      const report = new LossReport();
      const fakes: tf.Tensor4D[] = [];

      const generatorLoss = generatorAdam.minimize(rate, () => {
        const [fakeSecond, sameSecond] = translateBoth(there, first, second);
        const [fakeFirst, sameFirst] = translateBoth(back, second, first);
        fakes.push(tf.keep(tf.clone(fakeFirst)), tf.keep(tf.clone(fakeSecond)));
        return report.sum([
          {
            name: "adversarial",
            weight: lambda.adversarial,
            loss: () =>
              tf.add(
                leastSquaresGeneratorLoss(judge(ofSecond, fakeSecond)),
                leastSquaresGeneratorLoss(judge(ofFirst, fakeFirst)),
              ),
          },
          {
            name: "cycle",
            weight: lambda.cycle,
            loss: () => tf.add(l1(translate(back, fakeSecond), first), l1(translate(there, fakeFirst), second)),
          },
          {
            name: "identity",
            weight: lambda.identity,
            loss: () => tf.add(l1(sameSecond, second), l1(sameFirst, first)),
          },
        ]);
      });
      generatorLoss.dispose();
      there.follow(step, recipe.emaDecay);
      back.follow(step, recipe.emaDecay);

      const [fakeFirst, fakeSecond] = fakes;
      if (!fakeFirst || !fakeSecond) throw new Error("the generators made no pictures");
      const oldFirst = shown(firstPool, fakeFirst, createRandom(seed, step, 0x9001));
      const oldSecond = shown(secondPool, fakeSecond, createRandom(seed, step, 0x9002));
      const discriminatorLoss = discriminatorAdam.minimize(rate, () =>
        // Half, so that they learn slower than the generators.
        tf.mul(
          tf.add(
            leastSquaresDiscriminatorLoss(...judgeBoth(ofFirst, first, oldFirst)),
            leastSquaresDiscriminatorLoss(...judgeBoth(ofSecond, second, oldSecond)),
          ),
          0.5,
        ),
      );
      report.note("discriminator", discriminatorLoss);
      tf.dispose([first, second, fakeFirst, fakeSecond, oldFirst, oldSecond]);
      return report.values;
    },
    sample: () => twoWayGrid(view),
    evaluate: () => twoWayFigures(view),
  };
}
