import * as tf from "@tensorflow/tfjs-core";

import type { LabelledImages } from "../data/domains";
import { pictureGrid } from "../data/pictures";
import { l1 } from "../losses/structure";
import type { Critic } from "./critic";
import { centredBatch, oneHot } from "./stargan-batch";
import type { StarganRecipe } from "./stargan-options";

/** A generator and the pictures that it is looked at on. */
export interface StarganView {
  /** Inside a `tf.tidy` of the caller. */
  readonly translate: (image: tf.Tensor4D, domain: tf.Tensor2D) => tf.Tensor4D;
  readonly heldOut: LabelledImages;
  readonly recipe: StarganRecipe;
}

const GRID_ROWS = 8;

/** A held-out picture and its translation to every domain in each row, PNG. */
export async function starganGrid({ translate, heldOut, recipe }: StarganView): Promise<Uint8Array> {
  const { size } = recipe;
  const { domains } = recipe.architecture;
  const tiles: Float32Array[] = [];
  for (let row = 0; row < GRID_ROWS; row++) {
    // Rows walk through the domains, then through each domain's pictures.
    const members = heldOut.byDomain[row % domains] ?? [];
    const index = members[Math.floor(row / domains) * 7 + 3] ?? members[0] ?? 0;
    const outputs = tf.tidy(() => {
      const image = centredBatch(heldOut, [index], size);
      return tf.concat([image, ...recipe.data.domains.map((_, domain) => translate(image, oneHot([domain], domains)))]);
    });
    const data = await outputs.data<"float32">();
    outputs.dispose();
    const pixels = size * size * 3;
    for (let i = 0; i <= domains; i++) tiles.push(data.slice(i * pixels, (i + 1) * pixels));
  }
  return pictureGrid(tiles, size, domains + 1);
}

/**
 * On held-out pictures: the share of translations that the critic, if there is one, takes for the wanted dish, and the
 * mean absolute error of the way there and back, in [0, 255].
 */
export async function starganFigures(view: StarganView, critic: Critic | null): Promise<Record<string, number>> {
  const { translate, heldOut, recipe } = view;
  const { domains } = recipe.architecture;
  let right = 0;
  let count = 0;
  let error = 0;
  for (let domain = 0; domain < domains; domain++) {
    // Sources are held-out pictures of all other domains.
    const sources = heldOut.byDomain.flatMap((members, other) => (other === domain ? [] : members.slice(0, 2)));
    const { guesses, distance } = tf.tidy(() => {
      const image = centredBatch(heldOut, sources, recipe.size);
      const translated = translate(
        image,
        oneHot(
          sources.map(() => domain),
          domains,
        ),
      );
      // The way back costs as much as the way there: two pictures stand for all.
      const own = sources.slice(0, 2).map((index) => heldOut.labels[index] ?? 0);
      const back = translate(tf.slice(translated, 0, own.length), oneHot(own, domains));
      return {
        guesses: critic?.classify(translated) ?? tf.tensor1d([]),
        distance: l1(back, tf.slice(image, 0, own.length)),
      };
    });
    const found = await guesses.data();
    error += (((await distance.data())[0] ?? Number.NaN) * 127.5) / domains;
    tf.dispose([guesses, distance]);
    right += [...found].filter((guess) => guess === domain).length;
    count += found.length;
  }
  return { heldOutCycleError: error, ...(critic ? { criticAccuracyOnTranslations: right / count } : {}) };
}
