import sharp, { type Metadata, type Region, type Sharp } from "sharp";

import type { Box } from "./records";

export interface NormalOptions {
  /** Longest side, pixels; larger pictures are reduced. */
  readonly maxSide: number;
  /** Shortest side, pixels; smaller pictures are refused. */
  readonly minSide: number;
}

/** A picture as the steps after the import expect it: upright 8-bit sRGB, a JPEG, PNG or WebP of bounded size. */
export interface NormalPicture {
  readonly bytes: Uint8Array;
  readonly extension: string;
  readonly width: number;
  readonly height: number;
  /** Pixels of it for each pixel of the upright source. */
  readonly scale: number;
  /** What had to be converted, for people. */
  readonly converted: string | null;
}

const extensions = new Map([
  ["jpeg", ".jpg"],
  ["png", ".png"],
  ["webp", ".webp"],
]);

// A scan of two metres is still read; a decompression bomb is not.
const MOST_PIXELS = 2 ** 30;

/**
 * Decodes all of a picture, so that a truncated one is found, and converts it where needed; bytes that are fine are kept.
 * @param region takes this part of the upright picture.
 * @throws Error in sharp's words, or saying that the picture is too small.
 */
export async function normalPicture(source: Buffer, options: NormalOptions, region?: Box): Promise<NormalPicture> {
  const open = (): Sharp => sharp(source, { failOn: "error", limitInputPixels: MOST_PIXELS, sequentialRead: true });
  const metadata = await open().metadata();
  const part = region && clip(region, metadata.autoOrient);
  const { width, height } = part ?? metadata.autoOrient;
  const scale = Math.min(1, options.maxSide / Math.max(width, height));
  if (Math.min(width, height) * scale < options.minSide) {
    throw new Error(
      `${width}x${height} is too small: at most ${options.maxSide} pixels long, it must be ${options.minSide} wide`,
    );
  }
  const conversions = [...unusual(metadata), ...(scale < 1 ? [`reduced from ${width}x${height}`] : [])];
  const extension = extensions.get(metadata.format);
  if (conversions.length === 0 && !region && extension !== undefined) {
    await open().raw().toBuffer();
    return { bytes: source, extension, width, height, scale, converted: null };
  }
  let picture = open().autoOrient();
  if (part) picture = picture.extract(part);
  if (scale < 1) picture = picture.resize({ width: options.maxSide, height: options.maxSide, fit: "inside" });
  const plain = picture.toColourspace("srgb");
  const encoded = metadata.hasAlpha ? plain.png() : plain.jpeg({ quality: 95, chromaSubsampling: "4:4:4" });
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
  return {
    bytes: data,
    extension: metadata.hasAlpha ? ".png" : ".jpg",
    width: info.width,
    height: info.height,
    scale,
    converted: [...conversions, ...(region ? ["cropped to its box"] : [])].join("; ") || `from ${metadata.format}`,
  };
}

/**
 * Boxes of the upright source as boxes of its normal picture, within its edges.
 * @throws Error if one lies outside.
 */
export function boxesIn(picture: NormalPicture, boxes: readonly Box[]): Box[] {
  return boxes.map((box) => {
    const [x1, y1, x2, y2] = box.map((value) => value * picture.scale);
    const { left, top, width, height } = clip([x1 ?? 0, y1 ?? 0, x2 ?? 0, y2 ?? 0], picture);
    return [left, top, left + width, top + height];
  });
}

function clip(box: Box, within: { readonly width: number; readonly height: number }): Region {
  const inside = (value: number, extent: number): number => Math.round(Math.min(Math.max(value, 0), extent));
  const left = inside(box[0], within.width);
  const top = inside(box[1], within.height);
  const width = inside(box[2], within.width) - left;
  const height = inside(box[3], within.height) - top;
  if (width < 1 || height < 1) {
    throw new Error(`its box ${box.join(", ")} has nothing of the ${within.width}x${within.height} picture in it`);
  }
  return { left, top, width, height };
}

function unusual({ format, space, depth, orientation = 1, pages = 1 }: Metadata): string[] {
  return [
    ...(extensions.has(format) ? [] : [`from ${format}`]),
    ...(space === "srgb" || space === "b-w" ? [] : [`from ${space}`]),
    ...(depth === "uchar" ? [] : [`from ${depth} channels`]),
    ...(orientation > 1 ? [`turned upright (EXIF orientation ${orientation})`] : []),
    ...(pages > 1 ? [`first of ${pages} frames`] : []),
  ];
}
