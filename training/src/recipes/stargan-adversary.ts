import * as tf from "@tensorflow/tfjs-core";

import { buildAuxiliaryDiscriminator } from "../../../src/net/families/auxiliary-discriminator";
import { buildPatchDiscriminator } from "../../../src/net/families/stargan";
import type { Graph } from "../../../src/net/graph";
import type { WeightTensors } from "../../../src/net/interpreter";
import type { Random } from "../data/random";
import { hinge, leastSquares, type PatchGame, projectedValue } from "../losses/adversarial";
import { gradientPenalty, r1Penalty } from "../losses/gradient-penalty";
import { withHighPass } from "../losses/high-pass";
import type { Term } from "../losses/terms";
import { classificationLoss, wassersteinCriticLoss, wassersteinGeneratorLoss } from "../losses/wasserstein";
import { runGraph } from "../run/graph";
import type { Team } from "../team/team";
import type { Critic } from "./critic";
import type { StarganRecipe } from "./stargan-options";

/** Real pictures and translations with their domains, one-hot `[n, domains]`. */
export interface Judged {
  readonly real: tf.Tensor4D;
  readonly realDomain: tf.Tensor2D;
  readonly fake: tf.Tensor4D;
  readonly fakeDomain: tf.Tensor2D;
}

/** The game between generator and discriminator: a net, and what either pays. */
export interface Adversary {
  readonly graph: Graph;
  generatorTerms(weights: WeightTensors, fake: tf.Tensor4D, domain: tf.Tensor2D): Term[];
  /** @param penalize Whether this step bears the R1 penalty. */
  discriminatorTerms(weights: WeightTensors, judged: Judged, random: Random, penalize: boolean): Term[];
}

/** @param critic Frozen classifier whose features projected heads look at. @throws Error if they want what it lacks. */
export function createAdversary(recipe: StarganRecipe, critic: Critic | null, team: Team): Adversary {
  if (recipe.loss === "wgan-gp") return wassersteinAdversary(recipe, team);
  return patchAdversary(recipe, critic, recipe.loss === "hinge" ? hinge : leastSquares);
}

/** One logit map for each domain and one for all, at several depths of pixels and of a critic's features. */
function patchAdversary(recipe: StarganRecipe, critic: Critic | null, game: PatchGame): Adversary {
  const { architecture, discriminator, size, weights: lambda, r1Every } = recipe;
  const { channels, heads, projected, instanceNorm, highPass } = discriminator;
  const maps = architecture.domains + 1;
  const base = { channels, heads, maps, instanceNorm, imageChannels: highPass === 0 ? 3 : 6 };
  const graph = buildPatchDiscriminator(
    projected
      ? { ...base, projected: { channels: projected.channels, features: featuresOf(critic, projected.depths) } }
      : base,
    size,
  );
  const judge = (weights: WeightTensors, image: tf.Tensor4D): Readonly<Record<string, tf.Tensor>> =>
    runGraph(graph, weights, {
      image: highPass === 0 ? image : withHighPass(image, highPass),
      ...(projected && critic?.features(image)),
    });
  return {
    graph,
    generatorTerms: (weights, fake, domain) => [
      {
        name: "adversarial",
        weight: lambda.adversarial,
        loss: () => game.generator(judge(weights, fake), domain),
      },
    ],
    discriminatorTerms: (weights, { real, realDomain, fake, fakeDomain }, _, penalize) => [
      {
        name: recipe.loss,
        weight: 1,
        loss: () => game.discriminator(judge(weights, real), realDomain, judge(weights, fake), fakeDomain),
      },
      {
        name: "r1",
        weight: penalize ? (lambda.r1 / 2) * r1Every : 0,
        loss: () => r1Penalty((image) => projectedValue(judge(weights, image), realDomain), real),
      },
    ],
  };
}

function featuresOf(critic: Critic | null, depths: readonly number[]): Map<number, number> {
  const known = critic?.featureChannels ?? new Map<number, number>();
  return new Map(
    depths.map((depth) => {
      const channels = known.get(depth);
      if (channels !== undefined) return [depth, channels];
      throw new Error(
        `discriminator.projected.depths has ${depth}; the critic has features at ${[...known.keys()].join(", ") || "no depth"}`,
      );
    }),
  );
}

/** The original's: a Wasserstein critic with a gradient penalty, whose class head says which dish it is. */
function wassersteinAdversary(recipe: StarganRecipe, team: Team): Adversary {
  const { architecture, discriminator, size, weights: lambda, r1Every } = recipe;
  const layers = Math.max(...discriminator.heads);
  const graph = buildAuxiliaryDiscriminator(
    { channels: discriminator.channels, layers, domains: architecture.domains },
    size,
  );
  const judge = (weights: WeightTensors, image: tf.Tensor4D): { patch: tf.Tensor; domain: tf.Tensor } => {
    const { patch, domain } = runGraph(graph, weights, { image });
    if (!patch || !domain) throw new Error(`${graph.name} lacks an output`);
    return { patch, domain };
  };
  return {
    graph,
    generatorTerms(weights, fake, domain) {
      const ofFake = judge(weights, fake);
      return [
        { name: "adversarial", weight: lambda.adversarial, loss: () => wassersteinGeneratorLoss(ofFake.patch) },
        { name: "class", weight: lambda.classification, loss: () => classificationLoss(ofFake.domain, domain) },
      ];
    },
    discriminatorTerms(weights, { real, realDomain, fake }, random, penalize) {
      const ofReal = judge(weights, real);
      const ofFake = judge(weights, fake);
      // The mean over positions is what the loss takes for the critic's value, so that is what must be smooth.
      const value = (image: tf.Tensor4D): tf.Tensor => tf.mean(judge(weights, image).patch, [1, 2, 3]);
      return [
        { name: "wasserstein", weight: 1, loss: () => wassersteinCriticLoss(ofReal.patch, ofFake.patch) },
        { name: "realClass", weight: lambda.classification, loss: () => classificationLoss(ofReal.domain, realDomain) },
        {
          name: "penalty",
          weight: lambda.gradientPenalty,
          loss: () => gradientPenalty(value, real, fake, random, team),
        },
        { name: "r1", weight: penalize ? (lambda.r1 / 2) * r1Every : 0, loss: () => r1Penalty(value, real) },
      ];
    },
  };
}
