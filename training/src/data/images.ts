import { createHash } from "node:crypto";
import { channel } from "node:diagnostics_channel";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import sharp, { type Sharp } from "sharp";

// Two decodes at a time are enough beside a training step.
sharp.concurrency(1);

/** Region of a picture in its own pixels; it may reach over the edge, which is then continued by mirroring. */
export interface CropSquare {
  readonly cx: number;
  readonly cy: number;
  readonly size: number;
}

export interface ImageSource {
  readonly path: string;
  /** Without one the whole picture is taken. */
  readonly crop?: CropSquare | undefined;
}

/** Decoded pictures of one size, `count * size * size * channels` bytes, rows from the top. */
export interface ImageSet {
  readonly size: number;
  readonly channels: number;
  readonly count: number;
  readonly data: Uint8Array;
}

export interface DecodeOptions {
  /** Nearest neighbour, for label maps. */
  readonly nearest?: boolean;
  /** Take the largest centred square instead of stretching the whole picture. */
  readonly centre?: boolean;
}

/** Pictures that were asked for, with what was made of them. */
export interface LoadedImages {
  readonly sources: readonly ImageSource[];
  readonly images: ImageSet;
}

/** Tells every {@link LoadedImages} to whoever listens: what a recipe reads is known by its loading it. */
export const imageLoads = channel("mealshift:image-loads");

export interface LoadOptions extends DecodeOptions {
  readonly size: number;
  readonly channels: 1 | 3;
  readonly cacheDirectory: string;
}

/** A picture that sharp cannot read, named. */
export class ImageReadError extends Error {
  override readonly name = "ImageReadError";
}

/** Squares of `size` pixels, from the cache or decoded, told to {@link imageLoads}. */
export async function loadImages(sources: readonly ImageSource[], options: LoadOptions): Promise<ImageSet> {
  const images = await cachedOrDecoded(sources, options);
  imageLoads.publish({ sources, images } satisfies LoadedImages);
  return images;
}

/**
 * Decodes every picture once, to squares of `size` pixels, and keeps the result in `cacheDirectory`: a training step
 * never decodes. The cache is keyed by the pictures' paths, sizes, dates and crops.
 */
async function cachedOrDecoded(sources: readonly ImageSource[], options: LoadOptions): Promise<ImageSet> {
  const { size, channels } = options;
  const bytes = size * size * channels;
  const key = createHash("sha256").update(
    JSON.stringify([1, size, channels, options.nearest ?? false, options.centre ?? false]),
  );
  for (const { path, crop } of sources) {
    const { size: length, mtimeMs } = await stat(path);
    key.update(JSON.stringify([path, length, mtimeMs, crop ?? null]));
  }
  const cachePath = join(options.cacheDirectory, `${key.digest("hex").slice(0, 24)}.bin`);
  const cached = await readFile(cachePath).catch(() => null);
  if (cached?.length === bytes * sources.length) return { size, channels, count: sources.length, data: cached };

  const data = new Uint8Array(bytes * sources.length);
  let nextIndex = 0;
  const decodeNext = async (): Promise<void> => {
    for (let index = nextIndex++; index < sources.length; index = nextIndex++) {
      const source = sources[index];
      if (source) data.set(await decodeSquare(source, size, channels, options), index * bytes);
    }
  };
  await Promise.all([decodeNext(), decodeNext()]);
  await mkdir(options.cacheDirectory, { recursive: true });
  await writeFile(`${cachePath}.${process.pid}`, data);
  await rename(`${cachePath}.${process.pid}`, cachePath);
  return { size, channels, count: sources.length, data };
}

/** One picture, cropped and resized to a square, `size * size * channels` bytes of sRGB or grey. */
export async function decodeSquare(
  source: ImageSource,
  size: number,
  channels: 1 | 3,
  options: DecodeOptions = {},
): Promise<Uint8Array> {
  try {
    const upright = sharp(source.path).autoOrient();
    const image = source.crop ? await cropMirrored(upright, source.crop) : upright;
    const resized = image.resize(size, size, {
      fit: options.centre === true ? "cover" : "fill",
      kernel: options.nearest === true ? "nearest" : "lanczos3",
    });
    const plain =
      channels === 1 ? resized.extractChannel(0) : resized.flatten({ background: "#000" }).toColourspace("srgb");
    const { data, info } = await plain.raw().toBuffer({ resolveWithObject: true });
    if (info.channels !== channels) throw new Error(`it has ${info.channels} channels instead of ${channels}`);
    return data;
  } catch (error) {
    throw new ImageReadError(
      `${basename(source.path)} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

async function cropMirrored(image: Sharp, crop: CropSquare): Promise<Sharp> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  // Mirroring reaches no further than the picture itself.
  const size = Math.max(8, Math.round(Math.min(crop.size, width * 1.8, height * 1.8)));
  const left = Math.round(crop.cx - size / 2);
  const top = Math.round(crop.cy - size / 2);
  const extend = {
    left: Math.min(Math.max(-left, 0), width - 1),
    top: Math.min(Math.max(-top, 0), height - 1),
    right: Math.min(Math.max(left + size - width, 0), width - 1),
    bottom: Math.min(Math.max(top + size - height, 0), height - 1),
  };
  // sharp extracts before it extends, whatever the order of the calls: two pipelines.
  const extended = await sharp(data, { raw: { width, height, channels } })
    .extend({ ...extend, extendWith: "mirror" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const x = Math.min(Math.max(left + extend.left, 0), extended.info.width - 8);
  const y = Math.min(Math.max(top + extend.top, 0), extended.info.height - 8);
  return sharp(extended.data, {
    raw: { width: extended.info.width, height: extended.info.height, channels: extended.info.channels },
  }).extract({
    left: x,
    top: y,
    width: Math.min(size, extended.info.width - x),
    height: Math.min(size, extended.info.height - y),
  });
}
