/** How far two pictures lie apart. */
export interface PictureError {
  /** Mean absolute difference over all pixels and colours, levels of 255. */
  readonly mean: number;
  /** Mean absolute difference of each pixel's colours, levels of 255, rows from the top. */
  readonly map: Float32Array;
}

/**
 * Compares two pictures as they are shown; alpha is left out.
 * @param a, b `[pixels, 4]` RGBA bytes of one size.
 */
export function pictureError(a: Uint8ClampedArray, b: Uint8ClampedArray): PictureError {
  if (a.length !== b.length) throw new RangeError(`Pictures of ${a.length} and ${b.length} bytes cannot be compared.`);
  const map = new Float32Array(a.length / 4);
  let sum = 0;
  for (let pixel = 0, at = 0; pixel < map.length; pixel++, at += 4) {
    let difference = 0;
    for (let channel = at; channel < at + 3; channel++) difference += Math.abs((a[channel] ?? 0) - (b[channel] ?? 0));
    map[pixel] = difference / 3;
    sum += difference;
  }
  return { mean: map.length === 0 ? 0 : sum / (map.length * 3), map };
}
