import * as tf from "@tensorflow/tfjs-core";
import * as v from "valibot";

import { buildPatchDiscriminator, buildStargan, starganSchema } from "../../../src/net/families/stargan";
import type { WeightTensors } from "../../../src/net/interpreter";
import type { TensorMap } from "../../../src/net/tensors";
import { domainDataSchema, loadDomains } from "../data/domains";
import { pictureGrid } from "../data/pictures";
import { createRandom } from "../data/random";
import { hingeDiscriminatorLoss, hingeGeneratorLoss } from "../losses/adversarial";
import { diffAugment, diffAugmentations } from "../losses/diff-augment";
import { SpectralNorm } from "../losses/spectral-norm";
import { l1, luminanceStructure, maskedL1, pooledL1 } from "../losses/structure";
import { Adam } from "../run/adam";
import type { Trainer } from "../run/loop";
import { runGraph } from "../run/graph";
import { Parameters } from "../run/parameters";
import type { RecipeContext } from "./context";
import { loadCritic } from "./critic";
import { loopSchema } from "./options";
import { centredBatch, makeStarganBatch, oneHot } from "./stargan-batch";
import { readWarmStart } from "./warm-start";

const weight = (preset: number) => v.optional(v.pipe(v.number(), v.minValue(0)), preset);

export const starganRecipeSchema = v.strictObject({
  recipe: v.literal("stargan"),
  seed: v.optional(v.number(), 1),
  /** Side of the crops that it trains on, pixels, a multiple of 16. */
  size: v.optional(v.pipe(v.number(), v.multipleOf(16)), 128),
  architecture: starganSchema,
  discriminator: v.strictObject({
    channels: v.number(),
    heads: v.array(v.number()),
    /**
     * Spectral norm that every layer is brought to; null leaves the layers free. A bound slows a small net down: over the
     * first 50 steps on fresh pictures the loss fell from 2.0 to 1.9 at 1.6 and to 1.5 without a bound.
     */
    spectralNorm: v.optional(v.nullable(v.number()), 1.6),
    beta1: v.optional(v.number(), 0.5),
  }),
  data: domainDataSchema,
  /** Safetensors file with a generator to start from, relative to the recipe or the data root. */
  warmStart: v.optional(v.string()),
  /** Run directory of the classifier that serves as frozen critic, relative to the working directory. */
  critic: v.string(),
  generatorRate: v.optional(v.number(), 2e-4),
  discriminatorRate: v.optional(v.number(), 4e-4),
  /** Steps in which the discriminator learns alone: a warm generator should not follow an untrained one. */
  discriminatorWarmup: v.optional(v.number(), 100),
  emaDecay: v.optional(v.number(), 0.999),
  /** Changes that hide pictures from the discriminator; they slow it down, and pay once it sees each picture many times. */
  diffAugment: v.optional(v.array(v.picklist(diffAugmentations)), [...diffAugmentations]),
  weights: v.optional(
    v.strictObject({
      adversarial: weight(1),
      critic: weight(1),
      cyclePooled: weight(4),
      cycleFull: weight(0.3),
      structure: weight(1),
      identity: weight(1.5),
      /** Keeps what is outside the dish. */
      background: weight(2),
    }),
    {},
  ),
  loop: loopSchema,
});
export type StarganRecipe = v.InferOutput<typeof starganRecipeSchema>;

const GRID_ROWS = 8;

/**
 * StarGAN with conditional instance norm, hinge loss, a frozen critic for the category, DiffAugment and EMA.
 * The generator steps first; its translations are kept for the discriminator's step.
 */
export async function createStarganTrainer(recipe: StarganRecipe, context: RecipeContext): Promise<Trainer> {
  const { size, seed, weights: lambda } = recipe;
  const { domains } = recipe.architecture;
  if (domains !== recipe.data.domains.length) {
    throw new Error(`architecture.domains is ${domains}, but data.domains names ${recipe.data.domains.length}`);
  }
  const generatorGraph = buildStargan(recipe.architecture, size);
  const discriminatorGraph = buildPatchDiscriminator({ ...recipe.discriminator, maps: domains + 1 }, size);
  const [train, heldOut] = await Promise.all([
    loadDomains(recipe.data, context, "train"),
    loadDomains(recipe.data, context, "held-out"),
  ]);
  context.log(`${train.images.count} pictures to train on, ${heldOut.images.count} held out`);
  const critic = await loadCritic(recipe.critic, recipe.data.domains);

  const generator = new Parameters(generatorGraph, seed);
  const average = new Parameters(generatorGraph, seed, { frozen: true });
  const discriminator = new Parameters(discriminatorGraph, seed + 1);
  if (recipe.warmStart !== undefined) {
    const stored = await readWarmStart(recipe.warmStart, recipe.data.domains, context);
    generator.restore(stored);
    average.restore(stored);
    context.log(`generator starts from ${recipe.warmStart}`);
  }
  const spectral =
    recipe.discriminator.spectralNorm === null
      ? null
      : new SpectralNorm(discriminator, seed, recipe.discriminator.spectralNorm);
  const judged = (): WeightTensors => spectral?.normalized() ?? discriminator.variables;
  const generatorAdam = new Adam(generator.trainable, { beta1: 0.5, beta2: 0.99 });
  const discriminatorAdam = new Adam(discriminator.trainable, { beta1: recipe.discriminator.beta1, beta2: 0.99 });

  const translate = (parameters: Parameters, image: tf.Tensor4D, domain: tf.Tensor2D): tf.Tensor4D =>
    runGraph(generatorGraph, parameters.variables, { image, domain })["image"] as tf.Tensor4D;
  const head = <T extends tf.Tensor>(x: T, count: number): T => tf.slice(x, 0, count);

  return {
    async save(): Promise<TensorMap> {
      return new Map([
        ...(await generator.save("weights/")),
        ...(await average.save("ema/")),
        ...(await discriminator.save("discriminator/")),
        ...((await spectral?.save("spectral/")) ?? []),
        ...(await generatorAdam.save("generator-adam/")),
        ...(await discriminatorAdam.save("discriminator-adam/")),
      ]);
    },
    async restore(tensors) {
      generator.restore(tensors, "weights/");
      average.restore(tensors, "ema/");
      discriminator.restore(tensors, "discriminator/");
      spectral?.restore(tensors, "spectral/");
      await generatorAdam.restore(tensors, "generator-adam/");
      await discriminatorAdam.restore(tensors, "discriminator-adam/");
    },
    step(step) {
      const random = createRandom(seed, step, 0xa46);
      // The same changes for real and translated pictures: a shift that only one side has would tell them apart.
      const augment = (x: tf.Tensor4D): tf.Tensor4D =>
        diffAugment(x, recipe.diffAugment, createRandom(seed, step, 0xd1ff));
      const batch = makeStarganBatch(train, recipe, step);
      const { image, background, source, target, real } = batch;
      const losses: Record<string, tf.Scalar> = {};
      const report = (name: string, value: tf.Scalar): tf.Scalar => {
        losses[name]?.dispose();
        losses[name] = tf.keep(tf.clone(value));
        return value;
      };
      let fake: tf.Tensor4D | undefined;

      const generatorLoss = (): tf.Scalar => {
        const translated = translate(generator, image, target);
        fake = tf.keep(tf.clone(translated));
        const logits = runGraph(discriminatorGraph, judged(), {
          image: augment(translated),
        });
        // The cycle and the identity cost a pass each: a part of the batch stands for all of it.
        const part = Math.max(1, image.shape[0] >> 1);
        const back = translate(generator, head(translated, part), head(source, part));
        const original = head(image, part);
        const one = Math.max(1, image.shape[0] >> 2);
        const same = translate(generator, head(image, one), head(source, one));
        return tf.addN([
          tf.mul(report("adversarial", hingeGeneratorLoss(logits, target)), lambda.adversarial),
          tf.mul(report("critic", critic.loss(translated, target, random)), lambda.critic),
          tf.mul(report("cycle", pooledL1(back, original)), lambda.cyclePooled),
          tf.mul(l1(back, original), lambda.cycleFull),
          tf.mul(report("structure", luminanceStructure(translated, image)), lambda.structure),
          tf.mul(report("identity", l1(same, head(image, one))), lambda.identity),
          tf.mul(report("background", maskedL1(translated, image, background)), lambda.background),
        ]);
      };
      if (step < recipe.discriminatorWarmup) {
        fake = tf.tidy(() => translate(generator, image, target));
      } else {
        generatorAdam.minimize(recipe.generatorRate, generatorLoss).dispose();
        average.follow(generator, Math.min(recipe.emaDecay, (10 + step) / (20 + step)));
      }

      const translated = fake;
      if (!translated) throw new Error("the generator made no picture");
      spectral?.update();
      const discriminatorLoss = discriminatorAdam.minimize(recipe.discriminatorRate, () => {
        const normalized = judged();
        const ofReal = runGraph(discriminatorGraph, normalized, {
          image: augment(real),
        });
        const ofFake = runGraph(discriminatorGraph, normalized, {
          image: augment(translated),
        });
        return hingeDiscriminatorLoss(ofReal, target, ofFake, target);
      });
      tf.dispose([translated, image, background, source, target, real]);
      return { discriminator: discriminatorLoss, ...losses };
    },
    async sample() {
      const tiles: Float32Array[] = [];
      for (let row = 0; row < GRID_ROWS; row++) {
        // Rows walk through the domains, then through each domain's pictures.
        const members = heldOut.byDomain[row % domains] ?? [];
        const index = members[Math.floor(row / domains) * 7 + 3] ?? members[0] ?? 0;
        const outputs = tf.tidy(() => {
          const image = centredBatch(heldOut, [index], size);
          const translations = recipe.data.domains.map((_, domain) =>
            translate(average, image, oneHot([domain], domains)),
          );
          return tf.concat([image, ...translations]);
        });
        const data = await outputs.data<"float32">();
        outputs.dispose();
        const pixels = size * size * 3;
        for (let i = 0; i <= domains; i++) tiles.push(data.slice(i * pixels, (i + 1) * pixels));
      }
      return pictureGrid(tiles, size, domains + 1);
    },
    async evaluate() {
      let right = 0;
      let count = 0;
      for (let domain = 0; domain < domains; domain++) {
        // Sources are held-out pictures of all other domains.
        const sources = heldOut.byDomain.flatMap((members, other) => (other === domain ? [] : members.slice(0, 2)));
        const guesses = tf.tidy(() => {
          const image = centredBatch(heldOut, sources, size);
          return critic.classify(
            translate(
              average,
              image,
              oneHot(
                sources.map(() => domain),
                domains,
              ),
            ),
          );
        });
        const found = await guesses.data<"int32">();
        guesses.dispose();
        right += found.filter((guess) => guess === domain).length;
        count += found.length;
      }
      return { criticAccuracyOnTranslations: right / count };
    },
  };
}
