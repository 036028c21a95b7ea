import { join } from "node:path";

import * as v from "valibot";

import { listPictures, PictureFolderError } from "./folder";
import type { ImageSet } from "./image-set";
import { loadReadableImages } from "./images";
import type { MaskedPictures } from "./masked-pictures";
import { takeShare } from "./share";
import { describeUnreadable } from "./unreadable";

/** Pictures without masks, in folders under the data root. */
export const unlabelledSchema = v.strictObject({
  /** Folders of which nothing is known. */
  scenes: v.optional(v.array(v.string()), []),
  /** Folders whose pictures show one dish each, in the middle. */
  dishes: v.optional(v.array(v.string()), []),
  /** Radius of the disc in the middle of those that is dish for certain, parts of the side; 0 for none. */
  middle: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(0.5)), 0.2),
});

interface UnlabelledOptions {
  readonly unlabelled: v.InferOutput<typeof unlabelledSchema>;
  readonly share: number;
  readonly shareSeed: number;
}

// Smaller than those with masks: there are thousands, and nothing is learnt from their outlines' last pixel.
const STORED_SIZE = 160;

/**
 * Loads all folders; pictures that cannot be read are told and left out.
 * @returns Masks of what is known for certain; null if there is no folder.
 */
export async function loadUnlabelled(
  options: UnlabelledOptions,
  paths: { readonly data: string; readonly cache: string; readonly log: (line: string) => void },
): Promise<MaskedPictures | null> {
  const { scenes, dishes, middle } = options.unlabelled;
  if (scenes.length + dishes.length === 0) return null;
  const inFolder = async (folder: string, radius: number): Promise<{ path: string; radius: number }[]> => {
    const names = await listPictures(join(paths.data, folder));
    return takeShare(names, options).map((name) => ({ path: join(paths.data, folder, name), radius }));
  };
  const folders = await Promise.all([
    ...scenes.map((folder) => inFolder(folder, 0)),
    ...dishes.map((folder) => inFolder(folder, middle)),
  ]);
  const pictures = folders.flat();
  const { images, kept, unreadable } = await loadReadableImages(pictures, {
    size: STORED_SIZE,
    channels: 3,
    cacheDirectory: paths.cache,
  });
  if (unreadable.length > 0) paths.log(`left out: ${describeUnreadable(unreadable)}`);
  if (kept.length === 0) throw new PictureFolderError(`none of the pictures without masks can be read`);
  return { images, masks: discs(kept.map((index) => pictures[index]?.radius ?? 0)) };
}

/** 255 within a radius of the middle, in parts of the side, 0 elsewhere; worked out when it is asked for. */
function discs(radii: readonly number[]): ImageSet {
  const size = STORED_SIZE;
  const data = new Uint8Array(size * size);
  return {
    size,
    channels: 1,
    count: radii.length,
    picture(index) {
      const radius = (radii[index] ?? 0) * size;
      for (let p = 0; p < data.length; p++) {
        const distance = Math.hypot((p % size) + 0.5 - size / 2, Math.floor(p / size) + 0.5 - size / 2);
        data[p] = distance < radius ? 255 : 0;
      }
      return data;
    },
  };
}
