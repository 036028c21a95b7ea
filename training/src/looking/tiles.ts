import sharp from "sharp";

import type { Picture } from "../animation/frame";

/** A net's picture, `side * side` RGB in [-1, 1], at another side. */
export async function pictureFrom(tile: Float32Array, side: number, shown: number): Promise<Picture> {
  const pixels = Uint8Array.from(tile, (value) => Math.round(Math.min(Math.max((value + 1) * 127.5, 0), 255)));
  if (side === shown) return { width: side, height: side, data: pixels };
  const data = await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .resize(shown, shown, { kernel: "cubic" })
    .raw()
    .toBuffer();
  return { width: shown, height: shown, data };
}
