import { join } from "node:path";

import { outsideOf, pictureOf, readCrops } from "./crops";
import { PictureFolderError } from "./folder";
import type { ImageSet } from "./image-set";
import { loadReadableImages } from "./images";
import { describeUnreadable } from "./unreadable";

/** Dishes of no domain, to be translated from only. */
export interface SourceImages {
  readonly images: ImageSet;
  /** 255 outside the dish, one channel. */
  readonly outside: ImageSet;
}

/**
 * Loads the dishes that a crops file lists by path from the data root; `PATH#2` is a second dish of the same picture.
 * Pictures that cannot be read are told and left out.
 * @param file Relative to `paths.base`.
 * @throws PictureFolderError if none can be read.
 */
export async function loadSources(
  file: string,
  storedSize: number,
  paths: {
    readonly data: string;
    readonly cache: string;
    readonly base: string;
    readonly log?: (line: string) => void;
  },
): Promise<SourceImages> {
  const crops = await readCrops(join(paths.base, file));
  const pictures = Object.entries(crops).map(([name, crop]) =>
    pictureOf(join(paths.data, name.replace(/#\d+$/, "")), crop),
  );
  const { images, kept, unreadable } = await loadReadableImages(pictures, {
    size: storedSize,
    channels: 3,
    centre: false,
    cacheDirectory: paths.cache,
  });
  if (unreadable.length > 0) paths.log?.(`left out: ${describeUnreadable(unreadable)}`);
  if (kept.length === 0) throw new PictureFolderError(`none of the pictures of ${file} can be read`);
  return {
    images,
    outside: outsideOf(
      kept.flatMap((index) => pictures[index] ?? []),
      storedSize,
    ),
  };
}
