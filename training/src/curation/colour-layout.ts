import sharp from "sharp";

const CELLS = 4;

/** Mean colours of a picture's 4x4 cells, 48 bytes as hexadecimal digits: what a hash of the grey picture does not see. */
export async function colourLayout(path: string): Promise<string> {
  const cells = await sharp(path)
    .flatten({ background: "#000" })
    .toColourspace("srgb")
    .resize(CELLS, CELLS, { fit: "fill" })
    .raw()
    .toBuffer();
  return cells.toString("hex");
}

/**
 * Mean absolute difference of two layouts, in 8-bit levels, after each channel's mean is taken away: light and white
 * balance do not count.
 */
export function layoutDistance(a: Uint8Array, b: Uint8Array): number {
  const means = [0, 0, 0];
  const cells = CELLS * CELLS;
  for (let i = 0; i < a.length; i++) means[i % 3] = (means[i % 3] ?? 0) + ((a[i] ?? 0) - (b[i] ?? 0)) / cells;
  let total = 0;
  for (let i = 0; i < a.length; i++) total += Math.abs((a[i] ?? 0) - (b[i] ?? 0) - (means[i % 3] ?? 0));
  return total / a.length;
}
