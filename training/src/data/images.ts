import { channel } from "node:diagnostics_channel";

import type { ImageSource, LoadOptions } from "./decode";
import { cachedOrDecoded, type ReadableImages } from "./image-cache";
import type { ImageSet } from "./image-set";
import { describeUnreadable, ImageReadError } from "./unreadable";

/** Pictures that were asked for and could be read, with what was made of them. */
export interface LoadedImages {
  readonly sources: readonly ImageSource[];
  readonly images: ImageSet;
}

/** Tells every {@link LoadedImages} to whoever listens: what a recipe reads is known by its loading it. */
export const imageLoads = channel("mealshift:image-loads");

/**
 * Squares of `size` pixels, from the cache or decoded, told to {@link imageLoads}.
 * @throws ImageReadError that names what cannot be read.
 */
export async function loadImages(sources: readonly ImageSource[], options: LoadOptions): Promise<ImageSet> {
  const { images, unreadable } = await loadReadableImages(sources, options);
  if (unreadable.length > 0) throw new ImageReadError(describeUnreadable(unreadable));
  return images;
}

/** Like {@link loadImages}, without the pictures that cannot be read. */
export async function loadReadableImages(
  sources: readonly ImageSource[],
  options: LoadOptions,
): Promise<ReadableImages> {
  const readable = await cachedOrDecoded(sources, options);
  imageLoads.publish({
    sources: readable.kept.flatMap((index) => sources[index] ?? []),
    images: readable.images,
  } satisfies LoadedImages);
  return readable;
}
