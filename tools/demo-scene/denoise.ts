/**
 * Non-local means guided by clean surface colours and normals, for renders of few samples: a small form of
 * Rousselle, Manzi and Zwicker, "Robust Denoising using Feature and Color Information" (Pacific Graphics 2013).
 */

/** Planes of one picture: `channels[c][y * width + x]`, 0 to 1. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: readonly Float32Array[];
}

export interface DenoiseInput {
  /** Two renders of the same scene with independent noise; their difference measures the noise. RGB each. */
  readonly halves: readonly [Picture, Picture];
  /** Noise-free or nearly so: where these differ, pixels do not mix. */
  readonly guides: readonly Picture[];
}

const SEARCH_RADIUS = 7;
const PATCH_RADIUS = 2;
/** How different patches may be, in standard deviations of their noise, before they stop mixing. */
const COLOR_TOLERANCE = 0.7;
/** The same for a guide's channel, in its own units. */
const GUIDE_TOLERANCE = 0.09;

/** Mean over a square of `radius` about each pixel; edges repeat. Separable, by running sums. */
function boxMean(source: Float32Array, target: Float32Array, width: number, height: number, radius: number): void {
  const rows = new Float32Array(source.length);
  const size = 2 * radius + 1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const at = (x: number): number => source[row + Math.min(width - 1, Math.max(0, x))] ?? 0;
    let sum = 0;
    for (let x = -radius; x <= radius; x++) sum += at(x);
    for (let x = 0; x < width; x++) {
      rows[row + x] = sum / size;
      sum += at(x + radius + 1) - at(x - radius);
    }
  }
  for (let x = 0; x < width; x++) {
    const at = (y: number): number => rows[Math.min(height - 1, Math.max(0, y)) * width + x] ?? 0;
    let sum = 0;
    for (let y = -radius; y <= radius; y++) sum += at(y);
    for (let y = 0; y < height; y++) {
      target[y * width + x] = sum / size;
      sum += at(y + radius + 1) - at(y - radius);
    }
  }
}

function sameSize(pictures: readonly Picture[], width: number, height: number): void {
  for (const picture of pictures) {
    if (picture.width !== width || picture.height !== height)
      throw new RangeError(`picture of ${picture.width}x${picture.height} beside one of ${width}x${height}`);
  }
}

/** Mixes each pixel of the halves' mean with those like it within 15x15 pixels. */
export function denoise({ halves, guides }: DenoiseInput): Picture {
  const [first, second] = halves;
  const { width, height } = first;
  sameSize([second, ...guides], width, height);
  const count = width * height;

  const mean = first.channels.map((plane, c) => plane.map((value, i) => (value + (second.channels[c]?.[i] ?? 0)) / 2));
  const rawVariance = new Float32Array(count);
  for (const [c, plane] of first.channels.entries()) {
    const other = second.channels[c] ?? plane;
    for (let i = 0; i < count; i++)
      rawVariance[i] = (rawVariance[i] ?? 0) + ((plane[i] ?? 0) - (other[i] ?? 0)) ** 2 / 12;
  }
  // One pixel's difference says little of its variance; its neighbours' say more.
  const variance = new Float32Array(count);
  boxMean(rawVariance, variance, width, height, 4);

  const guidePlanes = guides.flatMap((guide) => guide.channels);
  const sums = mean.map(() => new Float32Array(count));
  const weights = new Float32Array(count);
  const distance = new Float32Array(count);
  const patched = new Float32Array(count);

  for (let dy = -SEARCH_RADIUS; dy <= SEARCH_RADIUS; dy++) {
    for (let dx = -SEARCH_RADIUS; dx <= SEARCH_RADIUS; dx++) {
      distance.fill(0);
      const shift = dy * width + dx;
      const [top, bottom] = [Math.max(0, -dy), Math.min(height, height - dy)];
      const [left, right] = [Math.max(0, -dx), Math.min(width, width - dx)];
      for (let y = top; y < bottom; y++) {
        for (let i = y * width + left, end = y * width + right; i < end; i++) {
          const [here, there] = [variance[i] ?? 0, variance[i + shift] ?? 0];
          let squared = 0;
          for (const plane of mean) squared += ((plane[i] ?? 0) - (plane[i + shift] ?? 0)) ** 2;
          const excess = squared / mean.length - (here + Math.min(here, there));
          distance[i] = excess / (1e-6 + COLOR_TOLERANCE ** 2 * (here + there));
        }
      }
      boxMean(distance, patched, width, height, PATCH_RADIUS);
      for (let y = top; y < bottom; y++) {
        for (let i = y * width + left, end = y * width + right; i < end; i++) {
          let furthest = Math.max(0, patched[i] ?? 0);
          for (const plane of guidePlanes)
            furthest = Math.max(furthest, (((plane[i] ?? 0) - (plane[i + shift] ?? 0)) / GUIDE_TOLERANCE) ** 2);
          if (furthest > 12) continue;
          const weight = Math.exp(-furthest);
          weights[i] = (weights[i] ?? 0) + weight;
          for (const [c, sum] of sums.entries()) sum[i] = (sum[i] ?? 0) + weight * (mean[c]?.[i + shift] ?? 0);
        }
      }
    }
  }
  // The offset (0, 0) gives every pixel a weight of at least 1.
  const channels = sums.map((sum) => sum.map((value, i) => value / (weights[i] ?? 1)));
  return { width, height, channels };
}
