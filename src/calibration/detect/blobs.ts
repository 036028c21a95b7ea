/** A dark, roundish patch of a picture. Pixels. */
export interface Blob {
  readonly x: number;
  readonly y: number;
  readonly area: number;
}

/** Side of the square whose mean decides what is dark, as a share of the picture's longer side: wider than a large disc and its surroundings. */
const NEIGHBOURHOOD = 1 / 6;
/** Darker than the mean of its surroundings by this share and by this many levels. */
const DARKER_SHARE = 0.12;
const DARKER_LEVELS = 6;
const LEAST_AREA = 12;
/** Share of the picture. */
const MOST_AREA = 0.02;
/** An ellipse's area is 4 π √det of its covariance; how far a patch may be from that. */
const LEAST_FILL = 0.82;
const MOST_FILL = 1.12;
/** Ratio of the squared axes of what is a disc seen from the side. */
const MOST_FLATNESS = 16;

/**
 * Dark ellipses of a grey picture, by adaptive threshold, connected patches and their moments. Each pixel counts by how dark it is, so
 * that centres are known to a tenth of a pixel.
 * @param grey A byte a pixel, rows from the top.
 */
export function findBlobs(grey: Uint8Array, width: number, height: number): Blob[] {
  const darkness = darknessOf(grey, width, height);
  const blobs: Blob[] = [];
  const stack = new Int32Array(grey.length);
  for (let seed = 0; seed < darkness.length; seed++) {
    if (darkness[seed] === 0) continue;
    const blob = takePatch(darkness, seed, width, height, stack);
    if (blob !== null) blobs.push(blob);
  }
  return blobs;
}

/** How much darker each pixel is than what is dark there; 0 where it is not. */
function darknessOf(grey: Uint8Array, width: number, height: number): Uint8Array {
  const row = width + 1;
  const sums = new Float64Array(row * (height + 1));
  for (let y = 0; y < height; y++) {
    let line = 0;
    for (let x = 0; x < width; x++) {
      line += grey[y * width + x] ?? 0;
      sums[(y + 1) * row + x + 1] = (sums[y * row + x + 1] ?? 0) + line;
    }
  }
  const reach = Math.round((Math.max(width, height) * NEIGHBOURHOOD) / 2);
  const darkness = new Uint8Array(grey.length);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - reach);
    const bottom = Math.min(height, y + reach + 1);
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - reach);
      const right = Math.min(width, x + reach + 1);
      const sum =
        (sums[bottom * row + right] ?? 0) -
        (sums[top * row + right] ?? 0) -
        (sums[bottom * row + left] ?? 0) +
        (sums[top * row + left] ?? 0);
      const mean = sum / ((right - left) * (bottom - top));
      const limit = mean - Math.max(DARKER_LEVELS, mean * DARKER_SHARE);
      const below = limit - (grey[y * width + x] ?? 0);
      if (below > 0) darkness[y * width + x] = Math.max(1, Math.min(255, below));
    }
  }
  return darkness;
}

/** Takes a patch out of the picture; null where it is no whole ellipse. */
function takePatch(darkness: Uint8Array, seed: number, width: number, height: number, stack: Int32Array): Blob | null {
  let [area, weight, sumX, sumY, sumXX, sumXY, sumYY, weightedX, weightedY] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  let cut = false;
  let depth = 0;
  const originX = seed % width;
  const originY = (seed - originX) / width;
  const visit = (at: number, value: number): void => {
    const x = (at % width) - originX;
    const y = Math.floor(at / width) - originY;
    area++;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
    sumYY += y * y;
    weight += value;
    weightedX += x * value;
    weightedY += y * value;
    darkness[at] = 0;
    stack[depth++] = at;
  };
  visit(seed, darkness[seed] ?? 0);
  while (depth > 0) {
    const at = stack[--depth] ?? 0;
    const x = at % width;
    const y = (at - x) / width;
    cut ||= x === 0 || y === 0 || x === width - 1 || y === height - 1;
    for (const next of [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width]) {
      const value = darkness[next] ?? 0;
      if (value > 0) visit(next, value);
    }
  }
  if (cut || area < LEAST_AREA || area > MOST_AREA * width * height) return null;
  const [meanX, meanY] = [sumX / area, sumY / area];
  // A pixel is a square: 1/12 of variance of its own.
  const xx = sumXX / area - meanX ** 2 + 1 / 12;
  const yy = sumYY / area - meanY ** 2 + 1 / 12;
  const xy = sumXY / area - meanX * meanY;
  const determinant = xx * yy - xy * xy;
  const fill = area / (4 * Math.PI * Math.sqrt(determinant));
  const half = (xx + yy) / 2;
  const apart = Math.sqrt(Math.max(0, half * half - determinant));
  const round = fill > LEAST_FILL && fill < MOST_FILL && half + apart < MOST_FLATNESS * (half - apart);
  return round ? { x: originX + weightedX / weight, y: originY + weightedY / weight, area } : null;
}
