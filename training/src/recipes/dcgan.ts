import * as tf from "@tensorflow/tfjs-core";
import * as v from "valibot";

import { buildDcgan, buildDcganDiscriminator, dcganSchema } from "../../../src/net/families";
import { pictureGrid } from "../data/pictures";
import { createRandom } from "../data/random";
import { shareEntries } from "../data/share";
import { crossEntropy } from "../losses/cross-entropy";
import { diffAugment, diffAugmentations } from "../losses/diff-augment";
import { Adversaries, adversaryOptions } from "../run/adversaries";
import { runGraph } from "../run/graph";
import type { Trainer } from "../run/loop";
import { movingMoments } from "../run/moving-moments";
import { restoreParts, saveParts } from "../run/parts";
import type { RecipeContext } from "./context";
import { dcganFigures, drawLatent, drawReal, loadDcganPictures } from "./dcgan-batch";
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
    ...shareEntries,
  }),
  mirror: v.optional(v.boolean(), false),
  /** Standard deviation of the noise on what the discriminator sees; pictures are in [-1, 1]. */
  noise: v.optional(v.pipe(v.number(), v.minValue(0)), 0.2),
  diffAugment: v.optional(v.array(v.picklist(diffAugmentations)), []),
  loop: loopSchema,
});
export type DcganRecipe = v.InferOutput<typeof dcganRecipeSchema>;

const GRID_SIDE = 10;

/**
 * DCGAN (Radford et al. 2016): pictures from latent vectors, with the non-saturating loss. The generator steps first; its
 * pictures are kept for the discriminator's step.
 */
export async function createDcganTrainer(recipe: DcganRecipe, context: RecipeContext): Promise<Trainer> {
  const { size, seed, architecture } = recipe;
  const { batch } = recipe.loop;
  const generatorGraph = buildDcgan(architecture, size);
  const discriminatorGraph = buildDcganDiscriminator({ ...architecture, ...recipe.discriminator }, size);
  const pictures = await loadDcganPictures(recipe, context);
  context.log(`${pictures.count} pictures`);

  const nets = new Adversaries(generatorGraph, discriminatorGraph, recipe);
  const moments = movingMoments(nets.generator, 0.9);
  const generate = (latent: tf.Tensor2D): tf.Tensor4D =>
    runGraph(generatorGraph, nets.average.variables, { latent })["image"] as tf.Tensor4D;

  return {
    pictures: pictures.count,
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
    evaluate: () => dcganFigures(generate, pictures, recipe),
  };
}
