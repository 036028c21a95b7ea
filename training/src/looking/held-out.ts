import * as tf from "@tensorflow/tfjs-core";

import { openSubject } from "../metrics";
import { compositedPicture, maskOfDish } from "../metrics/composited-picture";
import { evenly } from "../metrics/interval";
import type { OpenOptions } from "../metrics/open";
import { bytesOf, tensorOf, upTo } from "../metrics/pictures";
import { LookingError } from "./errors";

interface HeldOutOptions extends Pick<OpenOptions, "model" | "recipe" | "data" | "cache" | "tell"> {
  /** Rows of the grid. */
  readonly count: number;
}

/** Rows of tiles of `size * size` RGB in [-1, 1]: a picture, then its translations. */
export interface TileRows {
  readonly rows: readonly (readonly Float32Array[])[];
  readonly size: number;
}

/**
 * Pictures that were held out of a model's training, spread evenly over the dishes, each as all that the model makes. Where
 * the recipe knows the dishes, translations are put back over the picture as the lens does.
 *
 * @throws LookingError if the model translates nothing; EvaluationError, or what loaders and recipes throw.
 */
export async function heldOutTranslations(options: HeldOutOptions): Promise<TileRows> {
  const { model, stored, subject } = await openSubject({ ...options, pictures: 1 });
  try {
    if (subject.kind !== "translator") throw new LookingError(`${options.model} translates no pictures`);
    const { sources, targets, size, translate } = subject;
    const rows: Float32Array[][] = [];
    for (const source of evenly(upTo(sources.images.count), options.count)) {
      const original = sources.images.picture(source);
      const mask = sources.outside && maskOfDish(sources.outside.picture(source), size);
      const row = [asFloats(original)];
      for (const target of upTo(targets.length)) {
        const made = tf.tidy(() => translate(tensorOf(sources.images, [source]), target));
        const bytes = await bytesOf(made);
        made.dispose();
        row.push(asFloats(mask ? compositedPicture(original, bytes, size, mask).data : bytes));
      }
      rows.push(row);
    }
    return { rows, size };
  } finally {
    model.network.dispose();
    model.back?.dispose();
    stored.network?.dispose();
  }
}

function asFloats(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (value) => value / 127.5 - 1);
}
