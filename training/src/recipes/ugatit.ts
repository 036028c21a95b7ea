import * as tf from "@tensorflow/tfjs-core";

import { buildUgatit } from "../../../src/net/families/ugatit";
import { loadDomains } from "../data/domains";
import { crossEntropy } from "../losses/cross-entropy";
import { l1 } from "../losses/structure";
import { LossReport } from "../losses/terms";
import { Adam } from "../run/adam";
import { AveragedNet, pictureOf } from "../run/averaged-net";
import type { Trainer } from "../run/loop";
import { restoreParts, saveParts } from "../run/parts";
import { linearDecay } from "../run/schedule";
import { alone } from "../team/team";
import type { RecipeContext } from "./context";
import { makeUnpairedBatch } from "./two-way/batch";
import { twoWayFigures, twoWayGrid } from "./two-way/figures";
import { halves } from "./two-way/together";
import { DomainJudges, outputOf } from "./ugatit-adversary";
import type { UgatitRecipe } from "./ugatit-options";

/**
 * U-GAT-IT (Kim et al. 2020): as CycleGAN, with attention by class activation in generators and discriminators. A
 * generator's activation tells pictures of its source domain from those of its target domain, and so finds what has to
 * change. The exported net is that from the first domain to the second.
 */
export async function createUgatitTrainer(recipe: UgatitRecipe, context: RecipeContext): Promise<Trainer> {
  const { size, seed, weights: lambda } = recipe;
  const graph = buildUgatit(recipe.architecture, size);
  const [train, heldOut] = await Promise.all([
    loadDomains(recipe.data, context, "train"),
    loadDomains(recipe.data, context, "held-out"),
  ]);
  context.log(`${train.images.count} pictures to train on, ${heldOut.images.count} held out`);

  const there = new AveragedNet(graph, seed);
  const back = new AveragedNet(graph, seed + 1);
  const ofFirst = new DomainJudges(recipe, seed + 2);
  const ofSecond = new DomainJudges(recipe, seed + 4);
  const { beta1, beta2, weightDecay } = recipe;
  const { team = alone } = context;
  const adamOf = (variables: readonly tf.Variable[]): Adam => new Adam(variables, { beta1, beta2, weightDecay, team });
  const generatorAdam = adamOf([...there.weights.trainable, ...back.weights.trainable]);
  const discriminatorAdam = adamOf([...ofFirst.trainable, ...ofSecond.trainable]);
  const parts = {
    "weights/": there.weights,
    "ema/": there.average,
    "weights-back/": back.weights,
    "ema-back/": back.average,
    ...ofFirst.parts("first"),
    ...ofSecond.parts("second"),
    "generator-adam/": generatorAdam,
    "discriminator-adam/": discriminatorAdam,
  };

  const translate = (net: AveragedNet, image: tf.Tensor4D): tf.Tensor4D => pictureOf(net.run(image));
  /** A picture to translate and one to leave as it is, with what the class activation thinks of either. */
  const runBoth = (net: AveragedNet, image: tf.Tensor4D, same: tf.Tensor4D): [Translated, Translated] => {
    const outputs = net.run(tf.concat([image, same]));
    const [translated, left] = halves(pictureOf(outputs));
    const [ofTranslated, ofLeft] = halves(outputOf(outputs, "cam.logits"));
    return [
      { image: translated, logits: ofTranslated },
      { image: left, logits: ofLeft },
    ];
  };
  const nets = [there, back] as const;
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

      const fakes = tf.tidy(() => ({ first: translate(back, second), second: translate(there, first) }));
      ofFirst.update();
      ofSecond.update();
      const discriminatorLoss = discriminatorAdam.minimize(rate, () =>
        tf.mul(
          tf.add(ofFirst.discriminatorLoss(first, fakes.first), ofSecond.discriminatorLoss(second, fakes.second)),
          lambda.adversarial,
        ),
      );
      report.note("discriminator", discriminatorLoss);

      const generatorLoss = generatorAdam.minimize(rate, () => {
        const [toSecond, sameSecond] = runBoth(there, first, second);
        const [toFirst, sameFirst] = runBoth(back, second, first);
        const [fakeSecond, fakeFirst] = [toSecond.image, toFirst.image];
        return report.sum([
          {
            name: "adversarial",
            weight: lambda.adversarial,
            loss: () => tf.add(ofSecond.generatorLoss(fakeSecond), ofFirst.generatorLoss(fakeFirst)),
          },
          {
            name: "cycle",
            weight: lambda.cycle,
            loss: () => tf.add(l1(translate(back, fakeSecond), first), l1(translate(there, fakeFirst), second)),
          },
          {
            name: "identity",
            weight: lambda.identity,
            loss: () => tf.add(l1(sameSecond.image, second), l1(sameFirst.image, first)),
          },
          {
            name: "cam",
            weight: lambda.cam,
            loss: () =>
              tf.addN([
                crossEntropy(toSecond.logits, true),
                crossEntropy(sameSecond.logits, false),
                crossEntropy(toFirst.logits, true),
                crossEntropy(sameFirst.logits, false),
              ]),
          },
        ]);
      });
      generatorLoss.dispose();
      for (const net of nets) {
        net.weights.constrain();
        net.follow(step, recipe.emaDecay);
      }
      tf.dispose([first, second, fakes.first, fakes.second]);
      return report.values;
    },
    sample: () => twoWayGrid(view, (image, domain) => [heatTile(nets[domain === 0 ? 0 : 1].runAverage(image), size)]),
    evaluate: () => twoWayFigures(view),
  };
}

interface Translated {
  readonly image: tf.Tensor4D;
  readonly logits: tf.Tensor;
}

/** Where a generator looks, as a grey picture from its least to its most. */
function heatTile(outputs: Readonly<Record<string, tf.Tensor>>, size: number): tf.Tensor4D {
  const heat = tf.image.resizeBilinear(pictureOf(outputs, "heatmap"), [size, size]);
  const range = tf.add(tf.sub(tf.max(heat), tf.min(heat)), 1e-6);
  const scaled = tf.sub<tf.Tensor4D>(tf.div(tf.mul(tf.sub(heat, tf.min(heat)), 2), range), 1);
  return tf.tile(scaled, [1, 1, 1, 3]);
}
