import type { Locator } from "playwright-core";

/**
 * RGBA bytes of a canvas as the page drew it.
 * @param side Shrunk to this; default: as it is.
 */
export async function pixelsOf(canvas: Locator, side?: number): Promise<Uint8Array> {
  const text = await canvas.evaluate((element, wanted) => {
    if (!(element instanceof HTMLCanvasElement)) throw new Error("no canvas");
    const size = wanted ?? element.width;
    const context = new OffscreenCanvas(size, size).getContext("2d");
    if (context === null) throw new Error("no context");
    context.drawImage(element, 0, 0, size, size);
    const { data } = context.getImageData(0, 0, size, size);
    // As text it comes in a fraction of the time that numbers take.
    return btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(""));
  }, side);
  return Uint8Array.from(Buffer.from(text, "base64"));
}

/** A number for each of a wall's pieces, the same for the same pixels. */
export async function wallPieces(canvas: Locator): Promise<number[]> {
  return canvas.evaluate((element) => {
    if (!(element instanceof HTMLCanvasElement)) throw new Error("no canvas");
    const context = element.getContext("2d");
    const piece = element.width / 10;
    return Array.from({ length: 100 }, (_, i) => {
      const image = context?.getImageData((i % 10) * piece, Math.floor(i / 10) * piece, piece, piece);
      let hash = 0;
      for (const byte of image?.data ?? []) hash = (Math.imul(hash, 31) + byte) | 0;
      return hash;
    });
  });
}

/** The number of {@link wallPieces} for a picture of one piece. */
export function pieceOf(pixels: Uint8Array): number {
  let hash = 0;
  for (const byte of pixels) hash = (Math.imul(hash, 31) + byte) | 0;
  return hash;
}

/** Mean absolute difference of two pictures' colours, levels. */
export function meanError(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) if (i % 4 !== 3) sum += Math.abs((a[i] ?? 0) - (b[i] ?? Number.NaN));
  return sum / ((a.length / 4) * 3);
}

/** Deviation of a picture's colours, levels. */
export function deviation(pixels: Uint8Array): number {
  const colours = pixels.filter((_, i) => i % 4 !== 3);
  const mean = colours.reduce((sum, value) => sum + value, 0) / colours.length;
  return Math.sqrt(colours.reduce((sum, value) => sum + (value - mean) ** 2, 0) / colours.length);
}
