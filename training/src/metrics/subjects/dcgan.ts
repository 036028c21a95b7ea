import * as tf from "@tensorflow/tfjs-core";

import { type ImageSet, imagesInMemory } from "../../data/image-set";
import type { DcganRecipe } from "../../recipes/dcgan";
import { drawLatent, loadDcganPictures } from "../../recipes/dcgan-batch";
import { evenly } from "../interval";
import { pictureOf } from "../../run/averaged-net";
import type { LoadedModel } from "../load";
import { bytesOf, sized, upTo } from "../pictures";
import type { GeneratorSubject } from "../subject";
import { blocksOf } from "./domains";
import type { SubjectOptions } from "./options";

const BATCH = 16;
const BLOCK = 10;

/** As many new pictures as there are real ones. */
export async function dcganSubject(
  { network, size }: LoadedModel,
  recipe: DcganRecipe,
  options: SubjectOptions,
): Promise<GeneratorSubject> {
  // With all of its pictures, whatever share it was trained with: else no two shares could be compared.
  const pictures = await loadDcganPictures({ ...recipe, data: { ...recipe.data, share: 1 } }, options);
  const chosen = evenly(upTo(pictures.count), options.pictures);
  const count = options.sources ?? chosen.length;
  const make = async (): Promise<ImageSet> => {
    const pixels = size * size * 3;
    const data = new Uint8Array(count * pixels);
    for (let first = 0; first < count; first += BATCH) {
      const batch = Math.min(BATCH, count - first);
      // Another seed than that of the training's samples.
      const latent = (): tf.Tensor2D => drawLatent(recipe.architecture.latent, batch, options.seed + 2, first);
      const images = tf.tidy(() => pictureOf(network.runAll({ latent: latent() })));
      data.set(await bytesOf(images), first * pixels);
      images.dispose();
    }
    return imagesInMemory(size, 3, data);
  };
  let made: Promise<ImageSet> | null = null;
  return {
    kind: "generator",
    size,
    dish: recipe.data.domain ?? null,
    generated: () => (made ??= make()),
    real: { images: sized(pictures, chosen, size), blocks: blocksOf(chosen.length, BLOCK), outside: null },
  };
}
