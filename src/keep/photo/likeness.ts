/** A part of a picture, pixels. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The largest part in the middle of a picture that has the aspect of `width : height`; the whole where it differs by a hair. */
export function middleOf(pictureWidth: number, pictureHeight: number, width: number, height: number): Part {
  const aspect = width / height;
  const own = pictureWidth / pictureHeight;
  const whole = { left: 0, top: 0, width: pictureWidth, height: pictureHeight };
  if (Math.abs(own / aspect - 1) < 0.01) return whole;
  const wide = own > aspect;
  const partWidth = wide ? Math.round(pictureHeight * aspect) : pictureWidth;
  const partHeight = wide ? pictureHeight : Math.round(pictureWidth / aspect);
  return {
    left: Math.floor((pictureWidth - partWidth) / 2),
    top: Math.floor((pictureHeight - partHeight) / 2),
    width: partWidth,
    height: partHeight,
  };
}

/**
 * How alike two pictures of the same size are, in [-1, 1]: the correlation of their brightness, which another exposure does
 * not change. Two pictures of one brightness each count as alike.
 * @param a RGBA
 * @param b RGBA
 */
export function likeness(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  const [x, y] = [deviations(a), deviations(b)];
  let [products, ofX, ofY] = [0, 0, 0];
  for (const [index, value] of x.entries()) {
    const other = y[index] ?? 0;
    products += value * other;
    ofX += value * value;
    ofY += other * other;
  }
  // A lens cap, or a white wall: there is nothing to tell one part from another by.
  const flat = 4 * x.length;
  if (ofX < flat && ofY < flat) return 1;
  return products / Math.sqrt(Math.max(ofX, 1) * Math.max(ofY, 1));
}

/** Brightness of each pixel above the mean. */
function deviations(rgba: Uint8ClampedArray): Float32Array {
  const values = Float32Array.from({ length: rgba.length / 4 }, (_, i) => {
    return 0.2126 * (rgba[i * 4] ?? 0) + 0.7152 * (rgba[i * 4 + 1] ?? 0) + 0.0722 * (rgba[i * 4 + 2] ?? 0);
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  return values.map((value) => value - mean);
}
