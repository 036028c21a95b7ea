import * as v from "valibot";

import { starganSchema } from "../../../src/net/families/stargan";
import { domainDataSchema } from "../data/domains";
import { diffAugmentations } from "../losses/diff-augment";
import { count, loopSchema, part, weight } from "./options";

const optionsSchema = v.strictObject({
  recipe: v.literal("stargan"),
  seed: v.optional(v.number(), 1),
  /** Side of the crops that it trains on, pixels, a multiple of 16. */
  size: v.optional(v.pipe(v.number(), v.multipleOf(16)), 128),
  architecture: starganSchema,
  /**
   * `hinge`, `least-squares`: logit maps for each domain and a projection onto the wanted one. `wgan-gp`: the original's
   * Wasserstein critic with gradient penalty and a class head.
   */
  loss: v.optional(v.picklist(["hinge", "least-squares", "wgan-gp"]), "hinge"),
  discriminator: v.strictObject({
    channels: v.number(),
    heads: v.array(v.number()),
    /**
     * Spectral norm that every layer is brought to; null leaves the layers free. A bound slows a small net down: over the
     * first 50 steps on fresh pictures the loss fell from 2.0 to 1.9 at 1.6 and to 1.5 without a bound.
     */
    spectralNorm: v.optional(v.nullable(v.number()), 1.6),
    beta1: v.optional(v.number(), 0.5),
    /**
     * Gain of the picture's high-pass part, which then is shown beside it; 0 leaves it out. On 2,000 pairs of a warm
     * generator's translations and photographs, 250 steps of 4 told 99 % of pairs apart with it, 63 % without.
     */
    highPass: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
    /** In the layers on pixels but the first. */
    instanceNorm: v.optional(v.boolean(), false),
    /**
     * Heads on the critic's features beside those on pixels: with few pictures they know at once what pixels would have
     * to teach them.
     */
    projected: v.optional(
      v.strictObject({
        channels: v.optional(count, 48),
        depths: v.optional(v.pipe(v.array(count), v.minLength(1)), [1, 2, 3, 4]),
      }),
    ),
  }),
  data: domainDataSchema,
  /** Safetensors file with a generator to start from, or a run's checkpoint, relative to the recipe or the data root. */
  warmStart: v.optional(v.string()),
  /** Run directory of the classifier that serves as frozen critic, relative to the working directory. */
  critic: v.optional(v.string()),
  generatorRate: v.optional(v.number(), 2e-4),
  discriminatorRate: v.optional(v.number(), 4e-4),
  /** Adam's second decay, of both nets. */
  beta2: v.optional(part, 0.99),
  decayFrom: v.optional(part, 1),
  /** Steps of the discriminator for each of the generator. A step of the run is one of the discriminator. */
  discriminatorSteps: v.optional(count, 1),
  /** Steps in which the discriminator learns alone: a warm generator should not follow an untrained one. */
  discriminatorWarmup: v.optional(v.number(), 100),
  /** Steps between two R1 penalties, each of which counts as often (Karras et al. 2020). */
  r1Every: v.optional(count, 16),
  emaDecay: v.optional(v.number(), 0.999),
  /** Changes that hide pictures from the discriminator; they slow it down, and pay once it sees each picture many times. */
  diffAugment: v.optional(v.array(v.picklist(diffAugmentations)), [...diffAugmentations]),
  /** Part of a batch whose cycle is closed: it costs a pass of the generator. */
  cycleShare: v.optional(part, 0.5),
  /**
   * Cycle, identity and stability, each of which costs a pass of the generator, take turns over the steps and count as
   * much the more, instead of all coming in each step.
   */
  takeTurns: v.optional(v.boolean(), false),
  /**
   * Discriminator and critic see the dish alone, on grey: the table then is nothing that could give a translation away, and
   * nothing pulls its colours towards those of the tables that a dish is usually photographed on.
   */
  dishOnly: v.optional(v.boolean(), false),
  /** Further dishes, of no domain, to translate from: what people will point the lens at. */
  sources: v.optional(
    v.strictObject({
      /** JSON file beside the recipe, like `data.crops`, with paths from the data root. */
      crops: v.string(),
      /** Part of each batch that comes from them. */
      share: v.optional(part, 0.25),
    }),
  ),
  weights: v.optional(
    v.strictObject({
      adversarial: weight(1),
      /** Of the class head, which `wgan-gp` has. */
      classification: weight(1),
      critic: weight(1),
      /** Brings the means of the critic's features to those of real pictures. */
      features: weight(0),
      cyclePooled: weight(4),
      cycleFull: weight(0.3),
      structure: weight(1),
      identity: weight(1.5),
      /** Translates a shifted, noisy picture to the shifted translation. */
      stability: weight(0),
      /** Keeps what goes into the generator's last tanh out of its flat ends. */
      saturation: weight(0),
      /** Keeps what is outside the dish. */
      background: weight(2),
      gradientPenalty: weight(10),
      r1: weight(0),
    }),
    {},
  ),
  loop: loopSchema,
});

export const starganRecipeSchema = v.pipe(
  optionsSchema,
  v.check(
    ({ architecture, data }) => architecture.domains === data.domains.length,
    "architecture.domains must be the number of data.domains",
  ),
  v.check(
    ({ critic, weights }) => critic !== undefined || (weights.critic === 0 && weights.features === 0),
    "critic must name the run of a classifier, or weights.critic must be 0 and weights.features too",
  ),
  v.check(
    ({ critic, discriminator }) => critic !== undefined || discriminator.projected === undefined,
    "critic must name the run of a classifier for discriminator.projected",
  ),
  v.check(
    ({ cycleShare, sources }) => cycleShare + (sources?.share ?? 0) <= 1,
    "cycleShare and sources.share must not exceed 1 together: what is of no domain cannot be brought back to it",
  ),
  v.check(
    ({ data, dishOnly }) => !dishOnly || data.crops !== undefined,
    "data.crops must name the crops for dishOnly: they say where the dishes are",
  ),
  v.check(
    ({ loss, discriminator }) => loss !== "wgan-gp" || discriminator.heads.length === 1,
    "discriminator.heads must name one depth with the loss wgan-gp",
  ),
);
export type StarganRecipe = v.InferOutput<typeof starganRecipeSchema>;
