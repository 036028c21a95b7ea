/** A picture in grey, and where it says something. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly light: Float32Array;
  /** 1 where the picture counts. */
  readonly valid: Uint8Array;
}

/** Luminance of straight RGBA; where `valid` says, it counts. */
export function greyOf(image: ImageData, valid: (pixel: number) => boolean): Grey {
  const { width, height, data } = image;
  const light = new Float32Array(width * height);
  const counts = new Uint8Array(width * height);
  for (let pixel = 0; pixel < light.length; pixel++) {
    const at = 4 * pixel;
    light[pixel] = 0.3 * (data[at] ?? 0) + 0.59 * (data[at + 1] ?? 0) + 0.11 * (data[at + 2] ?? 0);
    counts[pixel] = valid(pixel) ? 1 : 0;
  }
  return { width, height, light, valid: counts };
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Around what counts; null where nothing does. */
export function boxOf({ width, height, valid }: Grey): Box | null {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let pixel = 0; pixel < valid.length; pixel++) {
    if (valid[pixel] === 0) continue;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return right < left ? null : { left, top, right: right + 1, bottom: bottom + 1 };
}

/** Pixels that a part of a dish must share with the truth to say anything. */
const leastPixels = 150;
/** Smallest curvature of the error, grey levels squared a pixel: flatter parts fit anywhere. */
const leastTexture = 12;

/** Small pictures are searched first, at this part of the sides. */
const coarse = 4;
/** And then their neighbourhood, whole pixels. */
const near = 3;

/**
 * By how much `shown` lies beside `truth` within a box, pixels: the shift with the least squared difference, searched in
 * pictures of a quarter of the sides up to `reach` pixels, then in whole pixels, and refined as Lucas and Kanade do
 * (1981). Null where the parts that both have are too small or too plain to tell.
 */
export function displacement(shown: Pyramid, truth: Pyramid, box: Box, reach: number): [number, number] | null {
  const small = { left: box.left, top: box.top, right: box.right, bottom: box.bottom };
  for (const side of ["left", "top", "right", "bottom"] as const) small[side] = Math.round(box[side] / coarse);
  const far = Math.ceil(reach / coarse);
  const rough = search(shown.small, truth.small, small, 0, 0, far, leastPixels / coarse ** 2);
  if (rough === null) return null;
  const whole = search(shown.full, truth.full, box, coarse * rough.dx, coarse * rough.dy, near, leastPixels);
  if (whole === null) return null;
  let { dx, dy } = whole;
  for (let round = 0; round < 8; round++) {
    const step = refine(shown.full, truth.full, box, dx, dy);
    if (step === null) return null;
    dx += step[0];
    dy += step[1];
    if (Math.hypot(...step) < 0.01) break;
  }
  // A refinement that runs away from the best whole pixel has found nothing.
  return Math.hypot(dx - whole.dx, dy - whole.dy) > 2 ? null : [dx, dy];
}

/** A picture, and the same at a quarter of its sides. */
export interface Pyramid {
  readonly full: Grey;
  readonly small: Grey;
}

export function pyramidOf(full: Grey): Pyramid {
  const [width, height] = [Math.floor(full.width / coarse), Math.floor(full.height / coarse)];
  const light = new Float32Array(width * height);
  const valid = new Uint8Array(width * height).fill(1);
  for (let y = 0; y < height * coarse; y++) {
    for (let x = 0; x < width * coarse; x++) {
      const to = Math.floor(y / coarse) * width + Math.floor(x / coarse);
      const from = y * full.width + x;
      light[to] = (light[to] ?? 0) + (full.light[from] ?? 0) / coarse ** 2;
      if (full.valid[from] === 0) valid[to] = 0;
    }
  }
  return { full, small: { width, height, light, valid } };
}

interface Shift {
  readonly dx: number;
  readonly dy: number;
  readonly error: number;
}

function search(shown: Grey, truth: Grey, box: Box, x: number, y: number, reach: number, least: number): Shift | null {
  let best: Shift | null = null;
  for (let dy = y - reach; dy <= y + reach; dy++) {
    for (let dx = x - reach; dx <= x + reach; dx++) {
      const error = meanSquare(shown, truth, box, dx, dy, least);
      if (error !== null && (best === null || error < best.error)) best = { dx, dy, error };
    }
  }
  return best;
}

function meanSquare(shown: Grey, truth: Grey, box: Box, dx: number, dy: number, least: number): number | null {
  let [sum, count] = [0, 0];
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) {
      const here = y * shown.width + x;
      const [tx, ty] = [x - dx, y - dy];
      if (shown.valid[here] === 0 || tx < 0 || ty < 0 || tx >= truth.width || ty >= truth.height) continue;
      const there = ty * truth.width + tx;
      if (truth.valid[there] === 0) continue;
      sum += ((shown.light[here] ?? 0) - (truth.light[there] ?? 0)) ** 2;
      count += 1;
    }
  }
  return count < least ? null : sum / count;
}

function refine(shown: Grey, truth: Grey, box: Box, dx: number, dy: number): [number, number] | null {
  let [xx, xy, yy, ex, ey, count] = [0, 0, 0, 0, 0, 0];
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) {
      const here = y * shown.width + x;
      if (shown.valid[here] === 0) continue;
      const value = sample(truth, x - dx, y - dy);
      const gx = (sample(truth, x - dx + 1, y - dy) - sample(truth, x - dx - 1, y - dy)) / 2;
      const gy = (sample(truth, x - dx, y - dy + 1) - sample(truth, x - dx, y - dy - 1)) / 2;
      if (Number.isNaN(value + gx + gy)) continue;
      const difference = (shown.light[here] ?? 0) - value;
      xx += gx * gx;
      xy += gx * gy;
      yy += gy * gy;
      ex += gx * difference;
      ey += gy * difference;
      count += 1;
    }
  }
  if (count < leastPixels) return null;
  const least = (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy);
  if (least / count < leastTexture) return null;
  const determinant = xx * yy - xy * xy;
  return [-(yy * ex - xy * ey) / determinant, -(xx * ey - xy * ex) / determinant];
}

/** Between pixels, linearly; NaN where one of the four does not count. */
function sample({ width, height, light, valid }: Grey, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) return Number.NaN;
  const at = top * width + left;
  if (!valid[at] || !valid[at + 1] || !valid[at + width] || !valid[at + width + 1]) return Number.NaN;
  const [fx, fy] = [x - left, y - top];
  const upper = (light[at] ?? 0) * (1 - fx) + (light[at + 1] ?? 0) * fx;
  const lower = (light[at + width] ?? 0) * (1 - fx) + (light[at + width + 1] ?? 0) * fx;
  return upper * (1 - fy) + lower * fy;
}
