import { closeSync, openSync, readSync } from "node:fs";

/** Decoded pictures of one size, in memory, on disk, or worked out when they are asked for. */
export interface ImageSet {
  /** Side in pixels. */
  readonly size: number;
  readonly channels: number;
  readonly count: number;
  /** A picture's `size * size * channels` bytes, rows from the top. Good until the next call; not to be written to. */
  picture(index: number): Uint8Array;
}

/** Bytes of one picture. */
export function pictureBytes({ size, channels }: Pick<ImageSet, "size" | "channels">): number {
  return size * size * channels;
}

/** @param data The pictures one after the other. */
export function imagesInMemory(size: number, channels: number, data: Uint8Array): ImageSet {
  const bytes = pictureBytes({ size, channels });
  return {
    size,
    channels,
    count: data.length / bytes,
    picture: (index) => data.subarray(index * bytes, (index + 1) * bytes),
  };
}

/**
 * Pictures that are read from a file when they are wanted: what is used often stays in the system's page cache, and sets
 * may be larger than memory.
 *
 * @param places Place of each picture in the file, in pictures from its start.
 */
export function imagesInFile(path: string, size: number, channels: number, places: readonly number[]): ImageSet {
  const bytes = pictureBytes({ size, channels });
  const file = openSync(path, "r");
  const buffer = new Uint8Array(bytes);
  const set: ImageSet = {
    size,
    channels,
    count: places.length,
    picture(index) {
      const place = places[index];
      if (place === undefined) throw new RangeError(`picture ${index} of ${places.length}`);
      const read = readSync(file, buffer, 0, bytes, place * bytes);
      if (read !== bytes) throw new Error(`${path} ends within picture ${index}: delete it, and it is made anew`);
      return buffer;
    },
  };
  released.register(set, file);
  return set;
}

const released = new FinalizationRegistry<number>((file) => closeSync(file));
