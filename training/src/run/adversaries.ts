import type * as tf from "@tensorflow/tfjs-core";
import * as v from "valibot";

import type { Graph } from "../../../src/net/graph";
import { part } from "../recipes/options";
import { Adam } from "./adam";
import { Parameters } from "./parameters";
import type { CheckpointParts } from "./parts";
import { linearDecay } from "./schedule";

const positive = v.pipe(v.number(), v.minValue(0));

/** Options of a generator and a discriminator that learn alike, as in pix2pix and DCGAN. */
export const adversaryOptions = {
  seed: v.optional(v.number(), 1),
  learningRate: v.optional(positive, 2e-4),
  beta1: v.optional(part, 0.5),
  beta2: v.optional(part, 0.999),
  decayFrom: v.optional(part, 1),
  /** 0 exports the weights as they are. */
  emaDecay: v.optional(part, 0.999),
  /** Standard deviation that kernels start from; null takes each layer's own (He et al. 2015). */
  initialDeviation: v.optional(v.nullable(positive), 0.02),
};
type AdversaryRecipe = v.InferOutput<v.StrictObjectSchema<typeof adversaryOptions, undefined>> & {
  readonly loop: { readonly steps: number };
};

/** A generator, its average and a discriminator with an Adam for either, and all of it in the checkpoint. */
export class Adversaries {
  readonly generator: Parameters;
  /** Moving average of the generator. */
  readonly average: Parameters;
  readonly discriminator: Parameters;
  readonly parts: CheckpointParts;
  readonly #recipe: AdversaryRecipe;
  readonly #generatorAdam: Adam;
  readonly #discriminatorAdam: Adam;

  constructor(generator: Graph, discriminator: Graph, recipe: AdversaryRecipe) {
    const { seed, initialDeviation } = recipe;
    this.#recipe = recipe;
    this.generator = new Parameters(generator, seed, { initialDeviation });
    this.average = new Parameters(generator, seed, { frozen: true, initialDeviation });
    this.discriminator = new Parameters(discriminator, seed + 1, { initialDeviation });
    this.#generatorAdam = new Adam(this.generator.trainable, recipe);
    this.#discriminatorAdam = new Adam(this.discriminator.trainable, recipe);
    this.parts = {
      "weights/": this.generator,
      "ema/": this.average,
      "discriminator/": this.discriminator,
      "generator-adam/": this.#generatorAdam,
      "discriminator-adam/": this.#discriminatorAdam,
    };
  }

  /** One step of the generator. @returns The loss, to be disposed by the caller. */
  stepGenerator(step: number, loss: () => tf.Scalar): tf.Scalar {
    return this.#generatorAdam.minimize(this.#rate(step), loss);
  }

  /** One step of the discriminator. @returns The loss, to be disposed by the caller. */
  stepDiscriminator(step: number, loss: () => tf.Scalar): tf.Scalar {
    return this.#discriminatorAdam.minimize(this.#rate(step), loss);
  }

  /** Lets the average follow the generator, faster in the first steps. */
  follow(step: number): void {
    this.average.follow(this.generator, Math.min(this.#recipe.emaDecay, (1 + step) / (10 + step)));
  }

  #rate(step: number): number {
    const { learningRate, decayFrom, loop } = this.#recipe;
    return linearDecay(learningRate, step, loop.steps, decayFrom);
  }
}
