import sharp from "sharp";

/** Straight RGB, row-major. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** One byte a pixel, 0 or 1. */
export interface Bits {
  readonly width: number;
  readonly height: number;
  readonly bits: Uint8Array;
}

export async function decodePng(dataUrl: string): Promise<Pixels> {
  return readPicture(Buffer.from(dataUrl.slice(dataUrl.indexOf(",") + 1), "base64"));
}

/** Decodes a picture as it is meant to be seen, that is, turned as its EXIF says. */
export async function readPicture(source: string | Buffer): Promise<Pixels> {
  const { data, info } = await sharp(source).rotate().removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** Largest difference of a pixel's channels, pixel by pixel. */
export function differences(a: Pixels, b: Pixels): Uint8Array {
  if (a.width !== b.width || a.height !== b.height) {
    throw new Error(`Pictures of ${a.width}x${a.height} and ${b.width}x${b.height} cannot be compared.`);
  }
  const result = new Uint8Array(a.width * a.height);
  for (let pixel = 0; pixel < result.length; pixel += 1) {
    let largest = 0;
    for (let channel = pixel * 3; channel < pixel * 3 + 3; channel += 1) {
      largest = Math.max(largest, Math.abs((a.data[channel] ?? 0) - (b.data[channel] ?? 0)));
    }
    result[pixel] = largest;
  }
  return result;
}

/**
 * Where two pictures differ, as one would paint it with a brush: single pixels that a translation left as they were
 * by chance are filled by their neighbours.
 */
export async function changedRegion(a: Pixels, b: Pixels): Promise<Bits> {
  const { width, height } = a;
  const difference = Buffer.from(differences(a, b));
  const smooth = await sharp(difference, { raw: { width, height, channels: 1 } })
    .blur(width / 100)
    .extractChannel(0)
    .raw()
    .toBuffer();
  return { width, height, bits: Uint8Array.from(smooth, (value) => Number(value >= 8)) };
}

/** Intersection over union. */
export function iou(a: Bits, b: Bits): number {
  let both = 0;
  let either = 0;
  for (const [pixel, bit] of a.bits.entries()) {
    const other = b.bits[pixel] ?? 0;
    both += bit & other;
    either += bit | other;
  }
  return either === 0 ? 0 : both / either;
}

/** Pixels that are further than `margin` pixels from the region, across or down. */
export function farFrom({ width, height, bits }: Bits, margin: number): Bits {
  const rows = grow(bits, width, height, 1, width, margin);
  const grown = grow(rows, height, width, width, 1, margin);
  return { width, height, bits: grown.map((bit) => 1 - bit) };
}

/** Sets every pixel of a line that is at most `margin` from one that is set, line by line. */
function grow(
  bits: Uint8Array,
  length: number,
  lines: number,
  step: number,
  pitch: number,
  margin: number,
): Uint8Array {
  const grown = new Uint8Array(bits.length);
  for (let line = 0; line < lines; line += 1) {
    for (let at = 0; at < length; at += 1) {
      if (bits[line * pitch + at * step] !== 1) continue;
      const last = Math.min(length - 1, at + margin);
      for (let near = Math.max(0, at - margin); near <= last; near += 1) grown[line * pitch + near * step] = 1;
    }
  }
  return grown;
}

/** Largest and mean value where the mask is set. */
export function statistics(values: Uint8Array, mask: Bits): { max: number; mean: number; count: number } {
  let max = 0;
  let sum = 0;
  let count = 0;
  for (const [pixel, value] of values.entries()) {
    if (mask.bits[pixel] !== 1) continue;
    max = Math.max(max, value);
    sum += value;
    count += 1;
  }
  return { max, mean: count === 0 ? 0 : sum / count, count };
}

/** Pixels that lie in none of the squares. */
export function outsideOf(
  squares: readonly { readonly cx: number; readonly cy: number; readonly size: number }[],
  width: number,
  height: number,
): Bits {
  const bits = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const inside = squares.some(
        ({ cx, cy, size }) => Math.abs(x + 0.5 - cx) <= size / 2 + 1 && Math.abs(y + 0.5 - cy) <= size / 2 + 1,
      );
      bits[y * width + x] = Number(!inside);
    }
  }
  return { width, height, bits };
}

/** Share of the mask's pixels whose value is above the limit. */
export function shareAbove(values: Uint8Array, mask: Bits, limit: number): number {
  let above = 0;
  let count = 0;
  for (const [pixel, bit] of mask.bits.entries()) {
    if (bit === 0) continue;
    count += 1;
    if ((values[pixel] ?? 0) > limit) above += 1;
  }
  return count === 0 ? 0 : above / count;
}

/** Saves a mask for people to look at. */
export async function saveBits(region: Bits, file: string): Promise<void> {
  const { width, height, bits } = region;
  await sharp(Buffer.from(bits.map((bit) => bit * 255)), { raw: { width, height, channels: 1 } })
    .png()
    .toFile(file);
}
