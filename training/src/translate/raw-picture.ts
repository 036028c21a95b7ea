import { rename, rm, writeFile } from "node:fs/promises";
import { basename, extname } from "node:path";

import sharp, { type Sharp } from "sharp";

import type { Square } from "../../../src/net/dish";
import { axisFilter, resamplePlane } from "../../../src/net/picture/resample";
import { ImageReadError } from "../data/unreadable";
import { TranslateError } from "./errors";

/** An upright picture in bytes of sRGB, channels interleaved, rows from the top. */
export interface RawPicture {
  readonly width: number;
  readonly height: number;
  /** With 4 the last one is opacity, which nothing here changes. */
  readonly channels: 3 | 4;
  readonly data: Uint8Array;
}

/** Endings that a picture is read from and written to. */
export const pictureEndings = [".jpg", ".jpeg", ".png", ".webp", ".avif", ".tif", ".tiff"] as const;

/** Reads a picture of any depth and colour space, turned as its EXIF says. @throws ImageReadError by its name. */
export async function readPicture(path: string): Promise<RawPicture> {
  try {
    const { data, info } = await sharp(path)
      .autoOrient()
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (channels !== 3 && channels !== 4) throw new Error(`it has ${channels} channels`);
    // Without Node's own `slice`, which would share the bytes.
    return { width, height, channels, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ImageReadError(`${basename(path)} is no picture that can be read: ${reason}`, { cause });
  }
}

/**
 * Writes a picture in the format of its name's ending; a reader, or a crash, never sees half of it.
 * @throws TranslateError if the format cannot hold it, or the disk.
 */
export async function writePicture(path: string, { width, height, channels, data }: RawPicture): Promise<void> {
  const image = sharp(data, { raw: { width, height, channels } });
  try {
    await writeFile(`${path}.partial`, await encode(image, extname(path).toLowerCase()).toBuffer());
    await rename(`${path}.partial`, path);
  } catch (cause) {
    await rm(`${path}.partial`, { force: true });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TranslateError(`${path} cannot be written (${width}x${height} pixels): ${reason}`, { cause });
  }
}

/** As good as to leave what is not translated as it was, to the eye. */
function encode(image: Sharp, ending: string): Sharp {
  switch (ending) {
    case ".png":
      return image.png();
    case ".webp":
      return image.webp({ quality: 95 });
    case ".avif":
      return image.avif({ quality: 90 });
    case ".tif":
    case ".tiff":
      return image.tiff({ compression: "lzw" });
    default:
      return image.flatten().jpeg({ quality: 95, chromaSubsampling: "4:4:4" });
  }
}

/** The whole of a picture, or a square of it, brought to `width` by `height`: RGB in [0, 255], `width * height * 3`. */
export function shrinkPicture(picture: RawPicture, width: number, height: number, square?: Square): Float32Array {
  // Over the edge the outermost pixels repeat, as in the lens.
  const [left, top] = square === undefined ? [0, 0] : [square.cx - square.size / 2, square.cy - square.size / 2];
  const [across, down] = square === undefined ? [picture.width, picture.height] : [square.size, square.size];
  const columns = axisFilter(left, across / width, picture.width, width);
  const rows = axisFilter(top, down / height, picture.height, height);
  const { data, channels } = picture;
  const plane = new Float32Array(width * height);
  const rgb = new Float32Array(width * height * 3);
  for (let c = 0; c < 3; c++) {
    resamplePlane({ data, offset: c, stride: picture.width * channels, step: channels }, columns, rows, plane);
    for (let i = 0; i < plane.length; i++) rgb[i * 3 + c] = plane[i] ?? 0;
  }
  return rgb;
}
