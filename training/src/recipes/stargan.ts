import * as tf from "@tensorflow/tfjs-core";

import { buildStargan } from "../../../src/net/families/stargan";
import type { WeightTensors } from "../../../src/net/interpreter";
import { loadDomains } from "../data/domains";
import { createRandom } from "../data/random";
import { loadSources } from "../data/sources";
import { diffAugment } from "../losses/diff-augment";
import { FeatureMoments } from "../losses/feature-moments";
import { SpectralNorm } from "../losses/spectral-norm";
import { LossReport, type Term } from "../losses/terms";
import { Adam } from "../run/adam";
import { runGraph } from "../run/graph";
import type { Trainer } from "../run/loop";
import { Parameters } from "../run/parameters";
import { restoreParts, saveParts } from "../run/parts";
import { linearDecay } from "../run/schedule";
import { alone } from "../team/team";
import type { RecipeContext } from "./context";
import { loadCritic } from "./critic";
import { createAdversary, type Judged } from "./stargan-adversary";
import { makeStarganBatch } from "./stargan-batch";
import { starganFigures, starganGrid } from "./stargan-figures";
import { keepingTerms, saturationTerm } from "./stargan-keeping";
import type { StarganRecipe } from "./stargan-options";
import { readWarmStart, withOpening } from "./warm-start";

/**
 * StarGAN. By default with conditional instance norm, hinge loss, a frozen critic for the category, DiffAugment and EMA;
 * with other options the original (Choi et al. 2018). The generator steps first; its translations are kept for the
 * discriminator's step.
 */
export async function createStarganTrainer(recipe: StarganRecipe, context: RecipeContext): Promise<Trainer> {
  const { size, seed } = recipe;
  const { team = alone } = context;
  const { steps } = recipe.loop;
  const generatorGraph = buildStargan(recipe.architecture, size);
  const [train, heldOut] = await Promise.all([
    loadDomains(recipe.data, context, "train"),
    loadDomains(recipe.data, context, "held-out"),
  ]);
  context.log(`${train.images.count} pictures to train on, ${heldOut.images.count} held out`);
  const { crops, share = 0 } = recipe.sources ?? {};
  const sources = crops === undefined ? null : await loadSources(crops, recipe.data.storedSize, context);
  if (sources) context.log(`${sources.images.count} further dishes to translate from, ${share * 100} % of each batch`);
  const critic = recipe.critic === undefined ? null : await loadCritic(recipe.critic, recipe.data.domains);
  const adversary = createAdversary(recipe, critic, team);

  const generator = new Parameters(generatorGraph, seed);
  const average = new Parameters(generatorGraph, seed, { frozen: true });
  const discriminator = new Parameters(adversary.graph, seed + 1);
  if (recipe.warmStart !== undefined) {
    const read = await readWarmStart(recipe.warmStart, recipe.data.domains, context);
    const stored = withOpening(read, await generator.save());
    generator.restore(stored);
    average.restore(stored);
    context.log(`generator starts from ${recipe.warmStart}`);
  }
  const { spectralNorm, beta1 } = recipe.discriminator;
  const spectral = spectralNorm === null ? null : new SpectralNorm(discriminator, seed, spectralNorm);
  const judging = (): WeightTensors => spectral?.normalized() ?? discriminator.variables;
  const generatorAdam = new Adam(generator.trainable, { beta1: 0.5, beta2: recipe.beta2, team });
  const discriminatorAdam = new Adam(discriminator.trainable, { beta1, beta2: recipe.beta2, team });
  const moments =
    critic && recipe.weights.features > 0
      ? new FeatureMoments(
          recipe.architecture.domains,
          new Map([...critic.featureChannels].map(([halvings, channels]) => [`features.${halvings}`, channels])),
        )
      : null;
  const parts = {
    "weights/": generator,
    "ema/": average,
    "discriminator/": discriminator,
    ...(spectral ? { "spectral/": spectral } : {}),
    ...(moments ? { "moments/": moments } : {}),
    "generator-adam/": generatorAdam,
    "discriminator-adam/": discriminatorAdam,
  };

  const translateBy = (parameters: Parameters, image: tf.Tensor4D, domain: tf.Tensor2D): tf.Tensor4D =>
    runGraph(generatorGraph, parameters.variables, { image, domain })["image"] as tf.Tensor4D;
  const translate = translateBy.bind(null, generator);
  const withRaw = { ...generatorGraph, outputs: { ...generatorGraph.outputs, raw: "output.conv" } };
  /** What discriminator and critic are shown of pictures: with `dishOnly` grey outside the dish. */
  const shown = (x: tf.Tensor4D, outside: tf.Tensor4D): tf.Tensor4D =>
    recipe.dishOnly ? tf.mul(x, tf.sub(1, outside)) : tf.clone(x);
  const criticTerms = (image: tf.Tensor4D, target: tf.Tensor2D, step: number): Term[] =>
    critic
      ? [
          {
            name: "critic",
            weight: recipe.weights.critic,
            loss: () => critic.loss(image, target, createRandom(seed, step, 0xa46), team),
          },
          {
            name: "features",
            weight: recipe.weights.features,
            loss: () => moments?.loss(critic.features(image), target) ?? tf.scalar(0),
          },
        ]
      : [];
  /** Takes in what real pictures and translations look like to the critic. */
  const observe = (judged: Judged): void =>
    tf.tidy(() => {
      if (!critic || !moments) return;
      moments.observe("real", critic.features(judged.real), judged.realDomain, team);
      moments.observe("fake", critic.features(judged.fake), judged.fakeDomain, team);
    });
  const averaged = { translate: translateBy.bind(null, average), heldOut, recipe };

  return {
    pictures: train.images.count,
    save: () => saveParts(parts),
    restore: (tensors) => restoreParts(parts, tensors),
    step(step) {
      // The same changes for real and translated pictures: a shift that only one side has would tell them apart.
      const augment = (x: tf.Tensor4D): tf.Tensor4D =>
        diffAugment(x, recipe.diffAugment, createRandom(seed, step, 0xd1ff), team);
      const batch = makeStarganBatch({ train, sources }, recipe, step, team);
      const { image, background, target } = batch;
      const report = new LossReport();

      let fake: tf.Tensor4D | undefined;
      const learnsNow = step % recipe.discriminatorSteps === recipe.discriminatorSteps - 1;
      if (step >= recipe.discriminatorWarmup && learnsNow) {
        const rate = linearDecay(recipe.generatorRate, step, steps, recipe.decayFrom);
        const loss = generatorAdam.minimize(rate, () => {
          const outputs = runGraph(withRaw, generator.variables, { image, domain: target });
          const translated = outputs["image"] as tf.Tensor4D;
          fake = tf.keep(tf.clone(translated));
          const dish = shown(translated, background);
          const turn = Math.floor(step / recipe.discriminatorSteps);
          const random = createRandom(seed, step, 0x57ab);
          return report.sum([
            ...adversary.generatorTerms(judging(), augment(dish), target),
            ...criticTerms(dish, target, step),
            saturationTerm(recipe, outputs["raw"] as tf.Tensor4D),
            ...keepingTerms(recipe, batch, translated, translate, { turn, random, team }),
          ]);
        });
        loss.dispose();
        average.follow(generator, Math.min(recipe.emaDecay, (10 + step) / (20 + step)));
      } else {
        fake = tf.tidy(() => translate(image, target));
      }

      const translated = fake;
      if (!translated) throw new Error("the generator made no picture");
      spectral?.update();
      const rate = linearDecay(recipe.discriminatorRate, step, steps, recipe.decayFrom);
      const dishes = tf.tidy(() => ({
        real: shown(batch.real, batch.realBackground),
        realDomain: tf.clone(target),
        fake: shown(translated, background),
        fakeDomain: tf.clone(target),
      }));
      observe(dishes);
      const discriminatorLoss = discriminatorAdam.minimize(rate, () => {
        const judged = { ...dishes, real: augment(dishes.real), fake: augment(dishes.fake) };
        const random = createRandom(seed, step, 0x69);
        const terms = adversary.discriminatorTerms(judging(), judged, random, step % recipe.r1Every === 0);
        return report.sum(terms);
      });
      report.note("discriminator", discriminatorLoss);
      tf.dispose([...Object.values(dishes), translated, ...Object.values(batch)]);
      return report.values;
    },
    sample: () => starganGrid(averaged),
    evaluate: () => starganFigures(averaged, critic),
  };
}
