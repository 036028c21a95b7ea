import { readdir } from "node:fs/promises";
import { join } from "node:path";

import * as v from "valibot";

import { type ImageSet, imagesInMemory } from "./image-set";
import { loadImages } from "./images";
import { shareEntries, takeShare } from "./share";

export const segmentationDataSchema = v.strictObject({
  /** Only pictures whose name starts so: those whose masks mark whole dishes. */
  prefix: v.string(),
  /** Value of the mask that means dish. */
  dishValue: v.number(),
  /** Pictures whose number has one of these remainders are held out. */
  holdOut: v.strictObject({ modulo: v.number(), remainders: v.array(v.number()) }),
  ...shareEntries,
});
export type SegmentationData = v.InferOutput<typeof segmentationDataSchema>;

/** Pictures and their masks, stretched to squares. */
export interface SegmentationSplit {
  readonly names: readonly string[];
  readonly images: ImageSet;
  /** 0 or 255. */
  readonly masks: ImageSet;
}

// Pictures are kept larger than the net's input, so that zooming in shows real detail.
const STORED_SIZE = 256;

/** Loads both splits. @throws Error if no picture has the prefix. */
export async function loadSegmentation(
  options: SegmentationData,
  context: { readonly data: string; readonly cache: string },
): Promise<{ train: SegmentationSplit; heldOut: SegmentationSplit }> {
  const { prefix, dishValue, holdOut } = options;
  const root = join(context.data, "segmentation");
  const names = (await readdir(join(root, "images"))).filter((name) => name.startsWith(prefix)).toSorted();
  if (names.length === 0) throw new Error(`${root}/images has no picture whose name starts with ${prefix}`);
  const isHeldOut = (name: string): boolean =>
    holdOut.remainders.includes(Number(/(\d+)\.\w+$/.exec(name)?.[1] ?? 0) % holdOut.modulo);
  const load = async (chosen: readonly string[]): Promise<SegmentationSplit> => {
    const images = await loadImages(
      chosen.map((name) => ({ path: join(root, "images", name) })),
      { size: STORED_SIZE, channels: 3, cacheDirectory: context.cache },
    );
    const labels = await loadImages(
      chosen.map((name) => ({ path: join(root, "masks", name.replace(/\.\w+$/, ".png")) })),
      { size: STORED_SIZE, channels: 1, nearest: true, cacheDirectory: context.cache },
    );
    return {
      names: chosen,
      images,
      masks: dishMasks(labels, dishValue),
    };
  };
  const training = names.filter((name) => !isHeldOut(name));
  return { train: await load(takeShare(training, options)), heldOut: await load(names.filter(isHeldOut)) };
}

/** 255 where a label map says dish, 0 elsewhere. */
function dishMasks(labels: ImageSet, dishValue: number): ImageSet {
  const { size, count } = labels;
  const data = new Uint8Array(count * size * size);
  for (let index = 0; index < count; index++) {
    data.set(
      labels.picture(index).map((value) => (value === dishValue ? 255 : 0)),
      index * size * size,
    );
  }
  return imagesInMemory(size, 1, data);
}
