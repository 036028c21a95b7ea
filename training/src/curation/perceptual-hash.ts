import sharp from "sharp";

/** A 64-bit hash as two signed halves, so that distances need no big integers. */
export type Hash = readonly [high: number, low: number];

const SIDE = 32;
const KEPT = 8;

// cosines[u * SIDE + x]: the lowest rows of a type-II DCT.
const cosines = Float64Array.from({ length: KEPT * SIDE }, (_, i) =>
  Math.cos((Math.PI / SIDE) * ((i % SIDE) + 0.5) * Math.floor(i / SIDE)),
);

/**
 * pHash (Zauner 2010): signs of the 63 lowest DCT coefficients of the grey picture at 32x32 against their median; it
 * hardly changes under resizing, compression and light, and knows nothing of content.
 * @returns 16 hexadecimal digits.
 */
export async function perceptualHash(path: string): Promise<string> {
  const grey = await sharp(path)
    .flatten({ background: "#000" })
    .greyscale()
    .resize(SIDE, SIDE, { fit: "fill" })
    .raw()
    .toBuffer();
  const lowest = lowestCoefficients(grey);
  // The mean of the picture, at 0, is no feature of it.
  const median = lowest.slice(1).toSorted()[(KEPT * KEPT) >> 1] ?? 0;
  let hash = "";
  for (let digit = 0; digit < 16; digit++) {
    let value = 0;
    for (let bit = 0; bit < 4; bit++) {
      const index = digit * 4 + bit;
      value = value * 2 + (index > 0 && (lowest[index] ?? 0) > median ? 1 : 0);
    }
    hash += value.toString(16);
  }
  return hash;
}

/** The hash that {@link perceptualHash} wrote. */
export function parseHash(text: string): Hash {
  return [Number.parseInt(text.slice(0, 8), 16) | 0, Number.parseInt(text.slice(8), 16) | 0];
}

/** Number of bits that are set. */
export function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function lowestCoefficients(grey: Uint8Array): Float64Array {
  const rows = new Float64Array(SIDE * KEPT);
  for (let y = 0; y < SIDE; y++) {
    for (let u = 0; u < KEPT; u++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) sum += (grey[y * SIDE + x] ?? 0) * (cosines[u * SIDE + x] ?? 0);
      rows[y * KEPT + u] = sum;
    }
  }
  const coefficients = new Float64Array(KEPT * KEPT);
  for (let v = 0; v < KEPT; v++) {
    for (let u = 0; u < KEPT; u++) {
      let sum = 0;
      for (let y = 0; y < SIDE; y++) sum += (rows[y * KEPT + u] ?? 0) * (cosines[v * SIDE + y] ?? 0);
      coefficients[v * KEPT + u] = sum;
    }
  }
  return coefficients;
}
