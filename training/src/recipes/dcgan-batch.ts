import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";

import { type Affine, sampleAffine } from "../data/augment";
import { listPictures, PictureFolderError } from "../data/folder";
import type { ImageSet } from "../data/image-set";
import { loadReadableImages } from "../data/images";
import { describeUnreadable } from "../data/unreadable";
import { createRandom, epochBatch } from "../data/random";
import { takeShare } from "../data/share";
import { generatedFigures } from "../metrics/generated";

/** The part of the recipe that decides what a batch holds. */
export interface DcganBatchOptions {
  readonly seed: number;
  readonly size: number;
  readonly mirror: boolean;
  readonly architecture: { readonly latent: number };
  readonly data: { readonly folder: string; readonly share: number; readonly shareSeed: number };
  readonly loop: { readonly batch: number };
}

const FIGURE_PICTURES = 64;

/**
 * The folder's pictures, or the share of them that the recipe asks for, at the net's size; what cannot be read is told
 * and left out.
 * @throws PictureFolderError if none is left.
 */
export async function loadDcganPictures(
  { size, data }: DcganBatchOptions,
  paths: { readonly data: string; readonly cache: string; readonly log?: (line: string) => void },
): Promise<ImageSet> {
  const folder = join(paths.data, data.folder);
  const names = takeShare(await listPictures(folder), data);
  const { images, unreadable } = await loadReadableImages(
    names.map((name) => ({ path: join(folder, name) })),
    { size, channels: 3, centre: true, cacheDirectory: paths.cache },
  );
  if (unreadable.length > 0) paths.log?.(`left out: ${describeUnreadable(unreadable)}`);
  if (images.count === 0) throw new PictureFolderError(`none of the ${names.length} pictures of ${folder} can be read`);
  return images;
}

/** {@link generatedFigures} of as many new pictures as there are real ones, 64 at most. */
export async function dcganFigures(
  generate: (latent: tf.Tensor2D) => tf.Tensor4D,
  pictures: ImageSet,
  recipe: DcganBatchOptions,
): Promise<Awaited<ReturnType<typeof generatedFigures>>> {
  const shown = Math.min(FIGURE_PICTURES, pictures.count);
  const real = drawReal(pictures, { ...recipe, mirror: false, loop: { batch: shown } }, 0);
  const generated = tf.tidy(() => generate(drawLatent(recipe.architecture.latent, shown, recipe.seed + 1, 0)));
  const figures = await generatedFigures(generated, real);
  tf.dispose([real, generated]);
  return figures;
}

/** Latent vectors, uniform in [-1, 1]: the same for the same seed and step. */
export function drawLatent(length: number, batch: number, seed: number, step: number): tf.Tensor2D {
  const random = createRandom(seed, step, 0x1a7e);
  const values = Float32Array.from({ length: batch * length }, () => random.between(-1, 1));
  return tf.tensor2d(values, [batch, length]);
}

/** A batch of real pictures, mirrored or not, `[n, size, size, 3]`. */
export function drawReal(pictures: ImageSet, recipe: DcganBatchOptions, step: number): tf.Tensor4D {
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
