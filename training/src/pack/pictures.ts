import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative } from "node:path";

import sharp from "sharp";

import type { ImageSet } from "../data/image-set";
import type { LoadedImages } from "../data/images";
import { PackError } from "./errors";

// From hardly visible loss to the least that training pictures should have.
const QUALITIES = [92, 88, 84, 80, 75, 70, 60];

interface PackedPicture {
  /** Path below the data root. */
  readonly name: string;
  readonly size: number;
  readonly channels: number;
  /** Where its decoded square is. */
  readonly images: ImageSet;
  readonly index: number;
}

/**
 * Writes every picture that a recipe read below `folder`, under the path that it has below `data`, as WebP of the very
 * square that the recipe saw: lossy at the best quality that fits into `budget`, label maps without loss.
 *
 * @param budget Bytes for all pictures together.
 * @returns The quality chosen, and the bytes written.
 * @throws PackError if a picture is outside the data root, is read in two ways, or no quality fits.
 */
export async function packPictures(
  loads: readonly LoadedImages[],
  paths: { readonly data: string; readonly folder: string },
  budget: number,
): Promise<{ quality: number; bytes: number; count: number }> {
  const pictures = collect(loads, paths.data);
  for (const quality of QUALITIES) {
    if ((await estimate(pictures, quality)) > budget) continue;
    let bytes = 0;
    for (const picture of pictures) {
      const encoded = await encode(picture, quality);
      bytes += encoded.length;
      const target = join(paths.folder, picture.name);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, encoded);
    }
    await nameSkipped(pictures, paths);
    if (bytes <= budget) return { quality, bytes, count: pictures.length };
  }
  throw new PackError(
    `${pictures.length} pictures do not fit into ${(budget / 1e6).toFixed(1)} MB even at quality ${QUALITIES.at(-1)}: ` +
      "pack fewer domains, a smaller data.storedSize (--set), or allow more with --limit",
  );
}

function collect(loads: readonly LoadedImages[], data: string): PackedPicture[] {
  const found = new Map<string, PackedPicture & { readonly key: string }>();
  for (const { sources, images } of loads) {
    const { size, channels } = images;
    sources.forEach(({ path, crop }, index) => {
      const name = relative(data, path);
      if (name.startsWith("..") || isAbsolute(name)) throw new PackError(`${path} is not below the data root ${data}`);
      const key = JSON.stringify([size, channels, crop ?? null]);
      const before = found.get(name);
      if (before && before.key !== key) {
        throw new PackError(
          `${name} is read in two sizes or crops, and a pack keeps one: put the halves of pairs into two folders`,
        );
      }
      found.set(name, {
        name,
        key,
        size,
        channels,
        images,
        index,
      });
    });
  }
  return [...found.values()];
}

/** Bytes of all pictures together, from a sample of them, with a little for its error. */
async function estimate(pictures: readonly PackedPicture[], quality: number): Promise<number> {
  const stride = Math.max(1, Math.floor(pictures.length / 100));
  let bytes = 0;
  let count = 0;
  for (let i = 0; i < pictures.length; i += stride) {
    const picture = pictures[i];
    if (!picture) break;
    bytes += (await encode(picture, quality)).length;
    count += 1;
  }
  return (bytes / Math.max(count, 1)) * pictures.length * 1.01;
}

async function encode({ images, index, size, channels }: PackedPicture, quality: number): Promise<Uint8Array> {
  const raw = { width: size, height: size, channels: channels === 1 ? (1 as const) : (3 as const) };
  const options = channels === 1 ? { lossless: true } : { quality, effort: 5 };
  return sharp(images.picture(index), { raw }).webp(options).toBuffer();
}

/** Files that were not read stay as empty names: recipes choose what they hold out by a picture's place in its folder. */
async function nameSkipped(
  pictures: readonly PackedPicture[],
  paths: { readonly data: string; readonly folder: string },
): Promise<void> {
  const packed = new Set(pictures.map(({ name }) => name));
  for (const folder of new Set(pictures.map(({ name }) => dirname(name)))) {
    const entries = await readdir(join(paths.data, folder), { withFileTypes: true });
    for (const entry of entries) {
      const name = join(folder, entry.name);
      if (!entry.isDirectory() && !packed.has(name)) await writeFile(join(paths.folder, name), "");
    }
  }
}
