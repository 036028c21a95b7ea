import type { Region } from "./draw-region";
import { axisFilter, resamplePlane, type Plane } from "../net/picture/resample";

/** Luma weights of red and blue of a YUV matrix. */
const MATRICES: Readonly<Record<string, { readonly red: number; readonly blue: number }>> = {
  bt709: { red: 0.2126, blue: 0.0722 },
  smpte170m: { red: 0.299, blue: 0.114 },
  bt470bg: { red: 0.299, blue: 0.114 },
};
/** Where red, green and blue are in a pixel's four bytes. The fourth is left out: no camera is transparent. */
const RGB: ReadonlyMap<string, readonly number[]> = new Map([
  ["RGBX", [0, 1, 2]],
  ["RGBA", [0, 1, 2]],
  ["BGRX", [2, 1, 0]],
  ["BGRA", [2, 1, 0]],
]);
/** What browsers take for a camera that does not say. */
const UNSPECIFIED = { red: 0.299, blue: 0.114 };

/** Memory for the next picture; taken while one is read, for two may be read at a time. */
let spare: Uint8Array<ArrayBuffer> | null = null;
let channels: readonly [Float32Array, Float32Array, Float32Array] | null = null;

/**
 * The region of a video's picture, resized, straight from the picture's own bytes. Beyond the edges the outermost
 * pixels repeat. In workers.
 *
 * Drawing the picture into a canvas asks the GPU process for it, also for a canvas on the processor. Where that
 * process draws on the processor too, the answer takes a hundred milliseconds and more; reading takes one or two.
 *
 * @returns Null for pictures that are only on the GPU, and for rare formats: draw those.
 */
export async function readRegion(picture: VideoFrame, region: Region): Promise<ImageData | null> {
  const { visibleRect, displayWidth, displayHeight } = picture;
  if (visibleRect === null || layoutOf(picture.format) === null || isTurned(picture)) return null;
  const scaleX = visibleRect.width / displayWidth;
  const scaleY = visibleRect.height / displayHeight;
  const columns = span(region.left * scaleX, region.width * scaleX, visibleRect.width, region.toWidth);
  const rows = span(region.top * scaleY, region.height * scaleY, visibleRect.height, region.toHeight);
  const options = {
    rect: {
      x: visibleRect.x + columns.from,
      y: visibleRect.y + rows.from,
      width: columns.to - columns.from,
      height: rows.to - rows.from,
    },
  };
  const size = picture.allocationSize(options);
  const bytes = spare !== null && spare.length >= size ? spare : new Uint8Array(size);
  spare = null;
  const planes = await picture.copyTo(bytes, options);

  const { toWidth, toHeight } = region;
  const pixels = toWidth * toHeight;
  if (channels?.[0].length !== pixels) {
    channels = [new Float32Array(pixels), new Float32Array(pixels), new Float32Array(pixels)];
  }
  const layout = layoutOf(picture.format);
  layout?.forEach(({ plane, offset, step, half }, index) => {
    const target = channels?.[index];
    const { offset: start = 0, stride = 0 } = planes[plane] ?? {};
    if (target === undefined) return;
    const shrink = half ? 2 : 1;
    const source: Plane = { data: bytes, offset: start + offset, stride, step };
    resamplePlane(
      source,
      axisFilter(
        (region.left * scaleX - columns.from) / shrink,
        (region.width * scaleX) / toWidth / shrink,
        Math.ceil(options.rect.width / shrink),
        toWidth,
      ),
      axisFilter(
        (region.top * scaleY - rows.from) / shrink,
        (region.height * scaleY) / toHeight / shrink,
        Math.ceil(options.rect.height / shrink),
        toHeight,
      ),
      target,
    );
  });
  spare = bytes;
  const image = new ImageData(toWidth, toHeight);
  if (RGB.has(picture.format ?? "")) interleave(channels, image.data);
  else toRgb(channels, picture.colorSpace, image.data);
  return image;
}

interface Channel {
  readonly plane: number;
  readonly offset: number;
  readonly step: number;
  /** Half as many samples in each direction. */
  readonly half: boolean;
}

/**
 * Where Y, U and V are, or red, green and blue; null for formats that are not read here. Cameras and files give the former,
 * immersive sessions and drawn cameras the latter.
 */
function layoutOf(format: VideoPixelFormat | null): readonly Channel[] | null {
  const luma: Channel = { plane: 0, offset: 0, step: 1, half: false };
  if (format === "I420") {
    return [luma, { plane: 1, offset: 0, step: 1, half: true }, { plane: 2, offset: 0, step: 1, half: true }];
  }
  if (format === "NV12") {
    return [luma, { plane: 1, offset: 0, step: 2, half: true }, { plane: 1, offset: 1, step: 2, half: true }];
  }
  const colours = RGB.get(format ?? "");
  return colours?.map((offset) => ({ plane: 0, offset, step: 4, half: false })) ?? null;
}

/** A phone's video that is stored lying on its side. Not yet in the types of the platform. */
function isTurned(picture: VideoFrame & { readonly rotation?: number; readonly flip?: boolean }): boolean {
  return (picture.rotation ?? 0) !== 0 || picture.flip === true;
}

/** The part of an axis that the filter reads, at even positions, for colours come in pairs; never empty. */
function span(start: number, length: number, available: number, toLength: number): { from: number; to: number } {
  // The filter reaches over the region's ends, the further the more it shrinks; colours lie twice as far apart.
  const margin = 2 * Math.ceil(length / toLength) + 2;
  const even = (position: number): number => position - (position % 2);
  const from = even(Math.min(Math.max(0, available - 2), Math.max(0, Math.floor(start) - margin)));
  const to = Math.min(available, even(Math.max(from + 2, Math.ceil(start + length) + margin) + 1));
  return { from, to };
}

function interleave(
  [red, green, blue]: readonly [Float32Array, Float32Array, Float32Array],
  rgba: Uint8ClampedArray,
): void {
  for (let i = 0, to = 0; i < red.length; i++, to += 4) {
    rgba[to] = red[i] ?? 0;
    rgba[to + 1] = green[i] ?? 0;
    rgba[to + 2] = blue[i] ?? 0;
    rgba[to + 3] = 255;
  }
}

function toRgb(
  [luma, blue, red]: readonly [Float32Array, Float32Array, Float32Array],
  { matrix, fullRange }: VideoColorSpace,
  rgba: Uint8ClampedArray,
): void {
  const weights = MATRICES[matrix ?? ""] ?? UNSPECIFIED;
  const [black, gain, chroma] = fullRange === true ? [0, 1, 1] : [16, 255 / 219, 255 / 224];
  const redGain = 2 * (1 - weights.red) * chroma;
  const blueGain = 2 * (1 - weights.blue) * chroma;
  const green = 1 - weights.red - weights.blue;
  for (let i = 0, to = 0; i < luma.length; i++, to += 4) {
    const y = ((luma[i] ?? 0) - black) * gain;
    const r = ((red[i] ?? 0) - 128) * redGain;
    const b = ((blue[i] ?? 0) - 128) * blueGain;
    rgba[to] = y + r;
    rgba[to + 1] = y - (r * weights.red + b * weights.blue) / green;
    rgba[to + 2] = y + b;
    rgba[to + 3] = 255;
  }
}
