import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import * as v from "valibot";

import { buildDcgan, buildDcganDiscriminator, dcganSchema } from "../../../src/net/families";
import { type Affine, sampleAffine } from "../data/augment";
import { listPictures } from "../data/folder";
import { type ImageSet, loadImages } from "../data/images";
import { pictureGrid } from "../data/pictures";
import { createRandom, epochBatch } from "../data/random";
import { crossEntropy } from "../losses/cross-entropy";
import { diffAugment, diffAugmentations } from "../losses/diff-augment";
import { generatedFigures } from "../metrics/generated";
import { Adversaries, adversaryOptions } from "../run/adversaries";
import { runGraph } from "../run/graph";
import type { Trainer } from "../run/loop";
import { movingMoments } from "../run/moving-moments";
import { restoreParts, saveParts } from "../run/parts";
import type { RecipeContext } from "./context";
import { count, loopSchema } from "./options";

export const dcganRecipeSchema = v.strictObject({
  recipe: v.literal("dcgan"),
  ...adversaryOptions,
  /** Side of the pictures, pixels, a multiple of 2 to the number of doublings. */
  size: v.optional(count, 96),
  architecture: dcganSchema,
  discriminator: v.strictObject({ channels: count }),
  data: v.strictObject({
    /** Folder of pictures, relative to the data root. What is transparent in them becomes black. */
    folder: v.string(),
    /** Dish that they show: the model's only domain. */
    domain: v.optional(v.string()),
  }),
  mirror: v.optional(v.boolean(), false),
  /** Standard deviation of the noise on what the discriminator sees; pictures are in [-1, 1]. */
  noise: v.optional(v.pipe(v.number(), v.minValue(0)), 0.2),
  diffAugment: v.optional(v.array(v.picklist(diffAugmentations)), []),
  loop: loopSchema,
});
export type DcganRecipe = v.InferOutput<typeof dcganRecipeSchema>;

const GRID_SIDE = 10;
const FIGURE_PICTURES = 64;

/**
 * DCGAN (Radford et al. 2016): pictures from latent vectors, with the non-saturating loss. The generator steps first; its
 * pictures are kept for the discriminator's step.
 */
export async function createDcganTrainer(recipe: DcganRecipe, context: RecipeContext): Promise<Trainer> {
  const { size, seed, architecture } = recipe;
  const { batch } = recipe.loop;
  const generatorGraph = buildDcgan(architecture, size);
  const discriminatorGraph = buildDcganDiscriminator({ ...architecture, ...recipe.discriminator }, size);
  const folder = join(context.data, recipe.data.folder);
  const names = await listPictures(folder);
  const pictures = await loadImages(
    names.map((name) => ({ path: join(folder, name) })),
    { size, channels: 3, centre: true, cacheDirectory: context.cache },
  );
  context.log(`${pictures.count} pictures`);

  const nets = new Adversaries(generatorGraph, discriminatorGraph, recipe);
  const moments = movingMoments(nets.generator, 0.9);
  const generate = (latent: tf.Tensor2D): tf.Tensor4D =>
    runGraph(generatorGraph, nets.average.variables, { latent })["image"] as tf.Tensor4D;

  return {
    save: () => saveParts(nets.parts),
    restore: (tensors) => restoreParts(nets.parts, tensors),
    step(step) {
      /** Logits of pictures after the step's noise and changes, which are the same for real and generated ones. */
      const judge = (image: tf.Tensor4D): tf.Tensor => {
        const random = createRandom(seed, step, 0xd15c);
        const noise = tf.randomNormal<tf.Rank.R4>(image.shape, 0, recipe.noise, "float32", random.below(2 ** 30));
        const seen = tf.add<tf.Tensor4D>(diffAugment(image, recipe.diffAugment, random), noise);
        const { variables } = nets.discriminator;
        return runGraph(discriminatorGraph, variables, { image: seen }, { training: true })["logit"] as tf.Tensor;
      };
      const latent = drawLatent(architecture.latent, batch, seed, step);

      let fake: tf.Tensor4D | undefined;
      const generatorLoss = nets.stepGenerator(step, () => {
        const options = { training: true, onMoments: moments.observe };
        const output = runGraph(generatorGraph, nets.generator.variables, { latent }, options)["image"] as tf.Tensor4D;
        fake = tf.keep(tf.clone(output));
        return crossEntropy(judge(output), true);
      });
      moments.apply();
      nets.follow(step);

      const generated = fake;
      if (!generated) throw new Error("the generator made no picture");
      const real = drawReal(pictures, recipe, step);
      const discriminatorLoss = nets.stepDiscriminator(step, () =>
        tf.add<tf.Scalar>(crossEntropy(judge(real), true), crossEntropy(judge(generated), false)),
      );
      tf.dispose([generated, real, latent]);
      return { generator: generatorLoss, discriminator: discriminatorLoss };
    },
    async sample() {
      const pixels = size * size * 3;
      const tiles: Float32Array[] = [];
      for (let row = 0; row < GRID_SIDE; row++) {
        const images = tf.tidy(() => generate(drawLatent(architecture.latent, GRID_SIDE, seed + 1, row)));
        const data = await images.data<"float32">();
        images.dispose();
        for (let i = 0; i < GRID_SIDE; i++) tiles.push(data.slice(i * pixels, (i + 1) * pixels));
      }
      return pictureGrid(tiles, size, GRID_SIDE);
    },
    async evaluate() {
      const shown = Math.min(FIGURE_PICTURES, pictures.count);
      const real = drawReal(pictures, { ...recipe, mirror: false, loop: { batch: shown } }, 0);
      const generated = tf.tidy(() => generate(drawLatent(architecture.latent, shown, seed + 1, 0)));
      const figures = await generatedFigures(generated, real);
      tf.dispose([real, generated]);
      return figures;
    },
  };
}

/** Latent vectors, uniform in [-1, 1]: the same for the same seed and step. */
function drawLatent(length: number, batch: number, seed: number, step: number): tf.Tensor2D {
  const random = createRandom(seed, step, 0x1a7e);
  const values = Float32Array.from({ length: batch * length }, () => random.between(-1, 1));
  return tf.tensor2d(values, [batch, length]);
}

/** A batch of real pictures, mirrored or not, `[n, size, size, 3]`. */
function drawReal(
  pictures: ImageSet,
  recipe: Pick<DcganRecipe, "seed" | "size" | "mirror"> & { readonly loop: { readonly batch: number } },
  step: number,
): tf.Tensor4D {
  const { seed, size, mirror } = recipe;
  const { batch } = recipe.loop;
  const data = new Float32Array(batch * size * size * 3);
  epochBatch(seed, step, batch, pictures.count).forEach((index, i) => {
    const side = mirror && createRandom(seed, step, i).chance(0.5) ? -1 : 1;
    const affine: Affine = { a: side, b: 0, c: 0, d: 1, tx: 0, ty: 0 };
    sampleAffine(pictures, index, affine, size, data, i * size * size * 3);
  });
  return tf.tensor4d(data, [batch, size, size, 3]);
}
