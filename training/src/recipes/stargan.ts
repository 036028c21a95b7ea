import * as tf from "@tensorflow/tfjs-core";

import { buildStargan } from "../../../src/net/families/stargan";
import type { WeightTensors } from "../../../src/net/interpreter";
import { loadDomains } from "../data/domains";
import { createRandom } from "../data/random";
import { diffAugment } from "../losses/diff-augment";
import { SpectralNorm } from "../losses/spectral-norm";
import { l1, luminanceStructure, maskedL1, pooledL1 } from "../losses/structure";
import { LossReport, type Term } from "../losses/terms";
import { Adam } from "../run/adam";
import { runGraph } from "../run/graph";
import type { Trainer } from "../run/loop";
import { Parameters } from "../run/parameters";
import { restoreParts, saveParts } from "../run/parts";
import { linearDecay } from "../run/schedule";
import { alone, type MeanOverFirst, meanOverFirst } from "../team/team";
import type { RecipeContext } from "./context";
import { loadCritic } from "./critic";
import { createAdversary } from "./stargan-adversary";
import { makeStarganBatch, type StarganBatch } from "./stargan-batch";
import { starganFigures, starganGrid } from "./stargan-figures";
import type { StarganRecipe } from "./stargan-options";
import { readWarmStart } from "./warm-start";

/**
 * StarGAN. By default with conditional instance norm, hinge loss, a frozen critic for the category, DiffAugment and EMA;
 * with other options the original (Choi et al. 2018). The generator steps first; its translations are kept for the
 * discriminator's step.
 */
export async function createStarganTrainer(recipe: StarganRecipe, context: RecipeContext): Promise<Trainer> {
  const { size, seed, weights: lambda } = recipe;
  const { team = alone } = context;
  const { steps } = recipe.loop;
  const generatorGraph = buildStargan(recipe.architecture, size);
  const [train, heldOut] = await Promise.all([
    loadDomains(recipe.data, context, "train"),
    loadDomains(recipe.data, context, "held-out"),
  ]);
  context.log(`${train.images.count} pictures to train on, ${heldOut.images.count} held out`);
  const critic = recipe.critic === undefined ? null : await loadCritic(recipe.critic, recipe.data.domains);
  const adversary = createAdversary(recipe, critic, team);

  const generator = new Parameters(generatorGraph, seed);
  const average = new Parameters(generatorGraph, seed, { frozen: true });
  const discriminator = new Parameters(adversary.graph, seed + 1);
  if (recipe.warmStart !== undefined) {
    const stored = await readWarmStart(recipe.warmStart, recipe.data.domains, context);
    generator.restore(stored);
    average.restore(stored);
    context.log(`generator starts from ${recipe.warmStart}`);
  }
  const { spectralNorm, beta1 } = recipe.discriminator;
  const spectral = spectralNorm === null ? null : new SpectralNorm(discriminator, seed, spectralNorm);
  const judging = (): WeightTensors => spectral?.normalized() ?? discriminator.variables;
  const generatorAdam = new Adam(generator.trainable, { beta1: 0.5, beta2: recipe.beta2, team });
  const discriminatorAdam = new Adam(discriminator.trainable, { beta1, beta2: recipe.beta2, team });
  const parts = {
    "weights/": generator,
    "ema/": average,
    "discriminator/": discriminator,
    ...(spectral ? { "spectral/": spectral } : {}),
    "generator-adam/": generatorAdam,
    "discriminator-adam/": discriminatorAdam,
  };

  const translateBy = (parameters: Parameters, image: tf.Tensor4D, domain: tf.Tensor2D): tf.Tensor4D =>
    runGraph(generatorGraph, parameters.variables, { image, domain })["image"] as tf.Tensor4D;
  const head = <T extends tf.Tensor>(x: T, count: number): T => tf.slice(x, 0, count);
  const averaged = { translate: translateBy.bind(null, average), heldOut, recipe };

  return {
    pictures: train.images.count,
    save: () => saveParts(parts),
    restore: (tensors) => restoreParts(parts, tensors),
    step(step) {
      // The same changes for real and translated pictures: a shift that only one side has would tell them apart.
      const augment = (x: tf.Tensor4D): tf.Tensor4D =>
        diffAugment(x, recipe.diffAugment, createRandom(seed, step, 0xd1ff), team);
      const batch = makeStarganBatch(train, recipe, step, team);
      const { image, source, target } = batch;
      const report = new LossReport();

      let fake: tf.Tensor4D | undefined;
      const learnsNow = step % recipe.discriminatorSteps === recipe.discriminatorSteps - 1;
      if (step >= recipe.discriminatorWarmup && learnsNow) {
        const rate = linearDecay(recipe.generatorRate, step, steps, recipe.decayFrom);
        const loss = generatorAdam.minimize(rate, () => {
          const translated = translateBy(generator, image, target);
          fake = tf.keep(tf.clone(translated));
          return report.sum([
            ...adversary.generatorTerms(judging(), augment(translated), target),
            ...keepingTerms(batch, translated, step),
          ]);
        });
        loss.dispose();
        average.follow(generator, Math.min(recipe.emaDecay, (10 + step) / (20 + step)));
      } else {
        fake = tf.tidy(() => translateBy(generator, image, target));
      }

      const translated = fake;
      if (!translated) throw new Error("the generator made no picture");
      spectral?.update();
      const rate = linearDecay(recipe.discriminatorRate, step, steps, recipe.decayFrom);
      const discriminatorLoss = discriminatorAdam.minimize(rate, () => {
        const judged = {
          real: augment(batch.real),
          realDomain: target,
          fake: augment(translated),
          fakeDomain: target,
        };
        const random = createRandom(seed, step, 0x69);
        const terms = adversary.discriminatorTerms(judging(), judged, random, step % recipe.r1Every === 0);
        return report.sum(terms);
      });
      report.note("discriminator", discriminatorLoss);
      tf.dispose([translated, image, batch.background, source, target, batch.real]);
      return report.values;
    },
    sample: () => starganGrid(averaged),
    evaluate: () => starganFigures(averaged, critic),
  };

  /** All that binds a translation to its picture and its dish, but the discriminator. */
  function keepingTerms(
    { image, background, source, target }: StarganBatch,
    translated: tf.Tensor4D,
    step: number,
  ): Term[] {
    const count = recipe.loop.batch;
    const criticTerm = critic
      ? [
          {
            name: "critic",
            weight: lambda.critic,
            loss: () => critic.loss(translated, target, createRandom(seed, step, 0xa46), team),
          },
        ]
      : [];
    // The cycle and the identity cost a pass each: a part of the batch stands for all of it.
    const cycle = meanOverFirst(team, Math.max(1, Math.floor(count * recipe.cycleShare)));
    const original = head(image, cycle.own);
    const closes = cycle.own > 0 && (lambda.cyclePooled > 0 || lambda.cycleFull > 0);
    const back = closes ? translateBy(generator, head(translated, cycle.own), head(source, cycle.own)) : original;
    const kept = meanOverFirst(team, Math.max(1, count >> 2));
    const weigh = (mean: () => tf.Scalar, { own, weight }: MeanOverFirst): tf.Scalar =>
      own === 0 ? tf.scalar(0) : tf.mul(mean(), weight);
    const keeps = (own: tf.Tensor4D): tf.Scalar => l1(translateBy(generator, own, head(source, kept.own)), own);
    return [
      ...criticTerm,
      { name: "cycle", weight: lambda.cyclePooled, loss: () => weigh(() => pooledL1(back, original), cycle) },
      { name: "cycleFull", weight: lambda.cycleFull, loss: () => weigh(() => l1(back, original), cycle) },
      { name: "structure", weight: lambda.structure, loss: () => luminanceStructure(translated, image) },
      {
        name: "identity",
        weight: lambda.identity,
        loss: () => weigh(() => keeps(head(image, kept.own)), kept),
      },
      { name: "background", weight: lambda.background, loss: () => maskedL1(translated, image, background, team) },
    ];
  }
}
