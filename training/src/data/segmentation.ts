import { readdir } from "node:fs/promises";
import { join } from "node:path";

import * as v from "valibot";

import { PictureFolderError } from "./folder";
import { type ImageSet, imagesInMemory } from "./image-set";
import { loadImages } from "./images";
import type { MaskedPictures } from "./masked-pictures";
import { shareEntries, takeShare } from "./share";
import { unlabelledSchema } from "./unlabelled";

export const segmentationDataSchema = v.strictObject({
  /** Only pictures whose name starts so: those whose masks mark whole dishes. */
  prefix: v.string(),
  /** Value of the mask that means dish. */
  dishValue: v.number(),
  /** Pictures whose number has one of these remainders are held out. */
  holdOut: v.strictObject({ modulo: v.number(), remainders: v.array(v.number()) }),
  /** Pictures whose masks mark food, which is dish, and say nothing of the rest: plates are not marked. */
  food: v.optional(
    v.strictObject({
      prefixes: v.optional(v.array(v.string()), []),
      /** Value of the mask that means food. */
      value: v.optional(v.number(), 1),
    }),
    {},
  ),
  unlabelled: v.optional(unlabelledSchema, {}),
  ...shareEntries,
});
export type SegmentationData = v.InferOutput<typeof segmentationDataSchema>;

/** Pictures with masks. */
export interface SegmentationSets {
  /** Masks of whole dishes: what is not marked is background. */
  readonly train: MaskedPictures;
  readonly heldOut: MaskedPictures;
  /** Masks of food: what is not marked may be either. */
  readonly food: MaskedPictures | null;
}

// Pictures are kept larger than the net's input, so that zooming in shows real detail.
const STORED_SIZE = 256;

/** Loads all pictures with masks. @throws PictureFolderError if none has one of the prefixes. */
export async function loadSegmentation(
  options: SegmentationData,
  paths: { readonly data: string; readonly cache: string },
): Promise<SegmentationSets> {
  const { prefix, dishValue, holdOut, food } = options;
  const root = join(paths.data, "segmentation");
  const names = (await readdir(join(root, "images"))).toSorted();
  const startingWith = (start: string): string[] => {
    const found = names.filter((name) => name.startsWith(start));
    if (found.length > 0) return found;
    throw new PictureFolderError(`${root}/images has no picture whose name starts with ${start}`);
  };
  const isHeldOut = (name: string): boolean =>
    holdOut.remainders.includes(Number(/(\d+)\.\w+$/.exec(name)?.[1] ?? 0) % holdOut.modulo);
  const load = async (chosen: readonly string[], value: number): Promise<MaskedPictures> => {
    const images = await loadImages(
      chosen.map((name) => ({ path: join(root, "images", name) })),
      { size: STORED_SIZE, channels: 3, cacheDirectory: paths.cache },
    );
    const labels = await loadImages(
      chosen.map((name) => ({ path: join(root, "masks", name.replace(/\.\w+$/, ".png")) })),
      { size: STORED_SIZE, channels: 1, nearest: true, cacheDirectory: paths.cache },
    );
    return { images, masks: masksOf(labels, value) };
  };
  const whole = startingWith(prefix);
  const withFood = food.prefixes.flatMap(startingWith);
  return {
    train: await load(
      takeShare(
        whole.filter((name) => !isHeldOut(name)),
        options,
      ),
      dishValue,
    ),
    heldOut: await load(whole.filter(isHeldOut), dishValue),
    food: withFood.length === 0 ? null : await load(takeShare(withFood, options), food.value),
  };
}

/** 255 where a label map has the value, 0 elsewhere. */
function masksOf(labels: ImageSet, wanted: number): ImageSet {
  const { size, count } = labels;
  const data = new Uint8Array(count * size * size);
  for (let index = 0; index < count; index++) {
    data.set(
      labels.picture(index).map((value) => (value === wanted ? 255 : 0)),
      index * size * size,
    );
  }
  return imagesInMemory(size, 1, data);
}
