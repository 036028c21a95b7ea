import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import * as v from "valibot";

import { decodeSquare, type ImageSource, type LoadOptions } from "./decode";
import { type ImageSet, imagesInFile, imagesInMemory, pictureBytes } from "./image-set";
import { ImageReadError, type UnreadableImage } from "./unreadable";

// Larger sets are read from the file as they are used: the ten dishes of the lens take 150 MB, 230,000 pictures 14 GB.
const MOST_IN_MEMORY = 2 ** 30;

/** What could be read of the pictures that were asked for. */
export interface ReadableImages {
  readonly images: ImageSet;
  /** Index among the sources of each picture in `images`, ascending. */
  readonly kept: readonly number[];
  readonly unreadable: readonly UnreadableImage[];
}

const unreadableSchema = v.array(v.strictObject({ path: v.string(), reason: v.string() }));

/**
 * Decodes every picture once, to squares of `size` pixels, and keeps the result in `cacheDirectory`: a training step
 * never decodes. The cache is keyed by the pictures' paths, sizes, dates and crops; what could not be read is noted beside
 * it, and not tried again until it changes.
 *
 * @param mostInMemory Bytes up to which the pictures are held in memory.
 */
export async function cachedOrDecoded(
  sources: readonly ImageSource[],
  options: LoadOptions,
  mostInMemory = MOST_IN_MEMORY,
): Promise<ReadableImages> {
  const { cacheDirectory } = options;
  const path = join(cacheDirectory, await cacheName(sources, options));
  let unreadable = await readNotes(path);
  if (unreadable === null || !(await isWhole(`${path}.bin`, sources.length * pictureBytes(options)))) {
    await mkdir(cacheDirectory, { recursive: true });
    unreadable = await decodeInto(`${path}.bin`, sources, options);
    await writeFile(`${path}.json.${process.pid}`, JSON.stringify(unreadable));
    await rename(`${path}.json.${process.pid}`, `${path}.json`);
  }
  const without = new Set(unreadable.map((image) => image.path));
  const kept = sources.flatMap((source, index) => (without.has(source.path) ? [] : [index]));
  return { images: await openSet(`${path}.bin`, sources.length, kept, options, mostInMemory), kept, unreadable };
}

async function cacheName(sources: readonly ImageSource[], options: LoadOptions): Promise<string> {
  const { size, channels, nearest = false, centre = false } = options;
  const key = createHash("sha256").update(JSON.stringify([2, size, channels, nearest, centre]));
  for (const { path, crop } of sources) {
    const { size: length, mtimeMs } = await stat(path);
    key.update(JSON.stringify([path, length, mtimeMs, crop ?? null]));
  }
  return key.digest("hex").slice(0, 24);
}

async function readNotes(path: string): Promise<UnreadableImage[] | null> {
  const text = await readFile(`${path}.json`, "utf8").catch(() => null);
  return text === null ? null : v.parse(unreadableSchema, JSON.parse(text));
}

async function isWhole(path: string, bytes: number): Promise<boolean> {
  return stat(path).then(
    ({ size }) => size === bytes,
    () => false,
  );
}

/** Writes every picture at its place; the place of one that cannot be read stays empty. */
async function decodeInto(
  path: string,
  sources: readonly ImageSource[],
  options: LoadOptions,
): Promise<UnreadableImage[]> {
  const bytes = pictureBytes(options);
  const unreadable: UnreadableImage[] = [];
  // Beside, and renamed: another run that reads the cache never sees half of it.
  const partial = `${path}.${process.pid}`;
  const file = await open(partial, "w");
  try {
    await file.truncate(sources.length * bytes);
    const remaining = sources.entries();
    const decodeNext = async (): Promise<void> => {
      for (const [index, source] of remaining) {
        const square = await decodeSquare(source, options.size, options.channels, options).catch((error: unknown) => {
          if (error instanceof ImageReadError) return error;
          throw error;
        });
        if (square instanceof ImageReadError) unreadable.push({ path: source.path, reason: square.message });
        else await file.write(square, 0, bytes, index * bytes);
      }
    };
    await Promise.all([decodeNext(), decodeNext()]);
  } finally {
    await file.close();
  }
  await rename(partial, path);
  return unreadable.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function openSet(
  path: string,
  places: number,
  kept: readonly number[],
  { size, channels }: LoadOptions,
  mostInMemory: number,
): Promise<ImageSet> {
  const bytes = pictureBytes({ size, channels });
  if (places * bytes > mostInMemory) return imagesInFile(path, size, channels, kept);
  const data = new Uint8Array(await readFile(path));
  kept.forEach((place, index) => {
    if (place !== index) data.copyWithin(index * bytes, place * bytes, (place + 1) * bytes);
  });
  return imagesInMemory(size, channels, data.subarray(0, kept.length * bytes));
}
