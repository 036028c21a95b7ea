import * as tf from "@tensorflow/tfjs-core";

import type { Random } from "../data/random";
import { stabilityLoss } from "../losses/stability";
import { l1, luminanceStructure, maskedL1, pooledL1 } from "../losses/structure";
import type { Term } from "../losses/terms";
import { type MeanOverFirst, meanOverFirst, type Team } from "../team/team";
import type { StarganBatch } from "./stargan-batch";
import type { StarganRecipe } from "./stargan-options";

/** Pictures and domains, one-hot, to translations. */
export type Translate = (image: tf.Tensor4D, domain: tf.Tensor2D) => tf.Tensor4D;

/** What goes into tanh at 2.5 comes out at 0.987: a hundredth of the range from black or white. */
const REACH = 2.5;

/** How far what goes into the last tanh, `[n, h, w, 3]`, is beyond where its gradient vanishes: no loss leads back from there. */
export function saturationTerm(recipe: StarganRecipe, raw: tf.Tensor4D): Term {
  return {
    name: "saturation",
    weight: recipe.weights.saturation,
    loss: () => tf.mean(tf.relu(tf.sub(tf.abs(raw), REACH))),
  };
}

/** Which of the losses come that cost a pass of the generator: all, or one after the other. */
const TURNS = ["cycle", "identity", "stability"] as const;

/**
 * All that binds a translation to its picture.
 *
 * @param turn Count of the generator's steps so far.
 */
export function keepingTerms(
  recipe: StarganRecipe,
  batch: StarganBatch,
  translated: tf.Tensor4D,
  translate: Translate,
  { turn, random, team }: { readonly turn: number; readonly random: Random; readonly team: Team },
): Term[] {
  const { image, background, source, target } = batch;
  const { weights: lambda } = recipe;
  const count = recipe.loop.batch;
  const due = recipe.takeTurns ? TURNS[turn % TURNS.length] : null;
  /** How much a loss counts in this step that is asked for with a weight. */
  const now = (loss: (typeof TURNS)[number], weight: number): number =>
    due === null ? weight : due === loss ? weight * TURNS.length : 0;
  const head = <T extends tf.Tensor>(x: T, samples: number): T => tf.slice(x, 0, samples);
  const weigh = (mean: () => tf.Scalar, { own, weight }: MeanOverFirst): tf.Scalar =>
    own === 0 ? tf.scalar(0) : tf.mul(mean(), weight);

  // A part of the batch stands for all of it; it has a domain, as what comes from further sources is at the end.
  const cycle = meanOverFirst(team, Math.max(1, Math.floor(count * recipe.cycleShare)));
  const kept = meanOverFirst(team, Math.max(1, count >> 2));
  const cyclePooled = now("cycle", lambda.cyclePooled);
  const cycleFull = now("cycle", lambda.cycleFull);
  const original = head(image, cycle.own);
  const closes = cycle.own > 0 && (cyclePooled > 0 || cycleFull > 0);
  const back = closes ? translate(head(translated, cycle.own), head(source, cycle.own)) : original;
  const keeps = (own: tf.Tensor4D): tf.Scalar => l1(translate(own, head(source, kept.own)), own);
  const holds = (own: tf.Tensor4D): tf.Scalar => {
    const domain = head(target, kept.own);
    return stabilityLoss(own, head(translated, kept.own), (moved) => translate(moved, domain), random);
  };
  return [
    { name: "cycle", weight: cyclePooled, loss: () => weigh(() => pooledL1(back, original), cycle) },
    { name: "cycleFull", weight: cycleFull, loss: () => weigh(() => l1(back, original), cycle) },
    { name: "structure", weight: lambda.structure, loss: () => luminanceStructure(translated, image) },
    {
      name: "identity",
      weight: now("identity", lambda.identity),
      loss: () => weigh(() => keeps(head(image, kept.own)), kept),
    },
    {
      name: "stability",
      weight: now("stability", lambda.stability),
      loss: () => weigh(() => holds(head(image, kept.own)), kept),
    },
    { name: "background", weight: lambda.background, loss: () => maskedL1(translated, image, background, team) },
  ];
}
