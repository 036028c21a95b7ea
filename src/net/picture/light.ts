import type { Mask } from "../dish";
import { light, lightGrid } from "./look";
import type { Rect } from "./rect";

const { samples, blurSigma, meanWeight, floorLuminance, exposureLimit, shadingLimit, tintLimit, luma } = light;

/** What the light is taken from. */
export interface LightSources {
  /** The dish's square of the frame, `samples * samples` RGBA; transparent outside of the frame. */
  readonly frame: Uint8ClampedArray;
  /** The patch, `size * size` RGBA. */
  readonly patch: Uint8ClampedArray;
  readonly size: number;
  readonly mask: Mask;
  /** The dish's square in the mask, in parts of its width and height. */
  readonly maskRect: Readonly<Rect>;
}

/** How much a sample that is so many places away counts, for each cell of the grid: `lightGrid * samples`. */
const nearness = Float32Array.from({ length: lightGrid * samples }, (_, i) => {
  const offset = ((i % samples) + 0.5) / samples - (Math.floor(i / samples) + 0.5) / lightGrid;
  return Math.exp(-(offset * offset) / (2 * blurSigma * blurSigma));
});

type Rgb = [red: number, green: number, blue: number];

/**
 * The gains that bring the patch into the scene's light: `lightGrid * lightGrid` times red, green and blue, from the
 * top left. `strength` in [0, 1]; at 0 all gains are 1. See `light` in look.ts.
 */
export function lightGains(sources: LightSources, strength: number): Float32Array {
  const gains = new Float32Array(lightGrid * lightGrid * 3).fill(1);
  if (strength === 0) return gains;
  const [original, patch, weight] = sample(sources);
  const total = Math.max(
    weight.reduce((sum, value) => sum + value, 0),
    1e-4,
  );
  const originalMean = mean(original, weight, total);
  const patchMean = mean(patch, weight, total);
  const originalLuma = luminance(originalMean) + floorLuminance;
  const patchLuma = luminance(patchMean) + floorLuminance;
  const exposure = originalLuma / patchLuma;
  const tint = originalMean.map((value, c) =>
    limit(((value + floorLuminance) / originalLuma / ((patchMean[c] ?? 0) + floorLuminance)) * patchLuma, tintLimit),
  );
  const near = new Float32Array(weight.length);
  for (let cell = 0; cell < lightGrid * lightGrid; cell++) {
    const row = Math.floor(cell / lightGrid) * samples;
    const column = (cell % lightGrid) * samples;
    // Where little of the dish is near, the mean of all of it stands in.
    let nearby = meanWeight;
    for (let i = 0; i < near.length; i++) {
      const reach = (nearness[row + Math.floor(i / samples)] ?? 0) * (nearness[column + (i % samples)] ?? 0);
      near[i] = reach * (weight[i] ?? 0);
      nearby += near[i] ?? 0;
    }
    const here = (values: Float32Array, all: Rgb) =>
      (luminance(mean(values, near, 1)) + luminance(all) * meanWeight) / nearby + floorLuminance;
    const shading = here(original, originalMean) / here(patch, patchMean) / exposure;
    const gain = limit(exposure, exposureLimit) * limit(shading, shadingLimit);
    for (let c = 0; c < 3; c++) gains[cell * 3 + c] = (gain * (tint[c] ?? 1)) ** strength;
  }
  return gains;
}

/** Original and patch at each place, RGB in [0, 1], and how far that place belongs to the dish. */
function sample({ frame, patch, size, mask, maskRect }: LightSources) {
  const original = new Float32Array(samples * samples * 3);
  const translated = new Float32Array(samples * samples * 3);
  const weight = new Float32Array(samples * samples);
  for (let i = 0; i < weight.length; i++) {
    const x = ((i % samples) + 0.5) / samples;
    const y = (Math.floor(i / samples) + 0.5) / samples;
    const dish = cellAt(
      mask.data,
      mask.width,
      mask.height,
      1,
      maskRect.x + x * maskRect.z,
      maskRect.y + y * maskRect.w,
    );
    weight[i] = (dish * (frame[i * 4 + 3] ?? 0)) / (255 * 255);
    for (let c = 0; c < 3; c++) {
      original[i * 3 + c] = (frame[i * 4 + c] ?? 0) / 255;
      translated[i * 3 + c] = cellAt(patch, size, size, 4, x, y, c) / 255;
    }
  }
  return [original, translated, weight] as const;
}

/** The value of the cell in which a place lies, in parts of the grid; outside, of the outermost cell. */
function cellAt(
  data: ArrayLike<number>,
  width: number,
  height: number,
  channels: number,
  x: number,
  y: number,
  channel = 0,
): number {
  const column = Math.min(width - 1, Math.max(0, Math.floor(x * width)));
  const row = Math.min(height - 1, Math.max(0, Math.floor(y * height)));
  return data[(row * width + column) * channels + channel] ?? 0;
}

/** Weighted sum of colours, divided by `total`. */
function mean(values: Float32Array, weight: Float32Array, total: number): Rgb {
  const sum: Rgb = [0, 0, 0];
  for (let i = 0; i < weight.length; i++) {
    const share = (weight[i] ?? 0) / total;
    sum[0] += share * (values[i * 3] ?? 0);
    sum[1] += share * (values[i * 3 + 1] ?? 0);
    sum[2] += share * (values[i * 3 + 2] ?? 0);
  }
  return sum;
}

function luminance([red, green, blue]: Rgb): number {
  return red * luma[0] + green * luma[1] + blue * luma[2];
}

function limit(ratio: number, most: number): number {
  return Math.min(most, Math.max(1 / most, ratio));
}
