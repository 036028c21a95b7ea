import sharp, { type Sharp } from "sharp";

import { ImageReadError } from "./unreadable";

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

export interface DecodeOptions {
  /** Nearest neighbour, for label maps. */
  readonly nearest?: boolean;
  /** Take the largest centred square instead of stretching the whole picture. */
  readonly centre?: boolean;
}

export interface LoadOptions extends DecodeOptions {
  readonly size: number;
  readonly channels: 1 | 3;
  readonly cacheDirectory: string;
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
      `${source.path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
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
