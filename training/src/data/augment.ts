import type { ImageSet } from "./image-set";
import type { Random } from "./random";

/** Maps output positions to source positions, both in [-0.5, 0.5] about the centre: p' = (A p + t) / (1 + h · p). */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly tx: number;
  readonly ty: number;
  /** h; none where it is missing. */
  readonly perspective?: readonly [number, number];
}

export interface AffineRange {
  /** Part of the source's side that the output shows, smallest and largest. */
  readonly zoom: readonly [number, number];
  /** Largest ratio of the two axes' zooms. */
  readonly aspect: number;
  /** Radians. */
  readonly rotation: number;
  /** Part of the slack (or of the side, when zoomed out) by which the centre may move. */
  readonly shift: number;
  readonly flip: boolean;
  /** Largest part by which one edge of the output shows more of the source than its middle, below 1; 0 without. */
  readonly perspective?: number;
}

export function randomAffine(random: Random, range: AffineRange): Affine {
  const zoom = Math.exp(random.between(Math.log(range.zoom[0]), Math.log(range.zoom[1])));
  const stretch = Math.exp(random.between(-1, 1) * Math.log(range.aspect) * 0.5);
  const angle = random.between(-range.rotation, range.rotation);
  const side = range.flip && random.chance(0.5) ? -1 : 1;
  const slack = Math.max(Math.abs(1 - zoom), 0.04) * 0.5 * range.shift;
  return {
    a: Math.cos(angle) * zoom * stretch * side,
    b: (-Math.sin(angle) * zoom) / stretch,
    c: Math.sin(angle) * zoom * stretch * side,
    d: (Math.cos(angle) * zoom) / stretch,
    tx: random.between(-slack, slack),
    ty: random.between(-slack, slack),
    ...(range.perspective !== undefined && { perspective: randomTilt(random, range.perspective) }),
  };
}

/** The divisor of a projective map is 1 in the middle, and at an edge up to `most` less or more. */
function randomTilt(random: Random, most: number): [number, number] {
  return [random.between(-most, most), random.between(-most, most)];
}

/** Gains and offsets on values in [-1, 1]. */
export interface ColourShift {
  readonly gain: readonly [number, number, number];
  readonly offset: number;
  readonly saturation: number;
}

export function randomColour(random: Random, strength: number): ColourShift {
  const contrast = 1 + random.between(-0.35, 0.35) * strength;
  const gain = (): number => contrast * (1 + random.between(-0.15, 0.15) * strength);
  return {
    gain: [gain(), gain(), gain()],
    offset: random.between(-0.3, 0.3) * strength,
    saturation: 1 + random.between(-0.5, 0.4) * strength,
  };
}

/**
 * Samples picture `index` of a set through an affine or projective map into `target` at `offset`: `size * size * channels` floats,
 * colours in [-1, 1] (or, for one channel, the plain value by nearest neighbour). The edge continues by mirroring.
 */
export function sampleAffine(
  set: ImageSet,
  index: number,
  affine: Affine,
  size: number,
  target: Float32Array,
  offset: number,
): void {
  const { size: source, channels } = set;
  const data = set.picture(index);
  const [tiltX, tiltY] = affine.perspective ?? [0, 0];
  for (let y = 0; y < size; y++) {
    const v = (y + 0.5) / size - 0.5;
    for (let x = 0; x < size; x++) {
      const u = (x + 0.5) / size - 0.5;
      const depth = 1 + tiltX * u + tiltY * v;
      const sx = ((affine.a * u + affine.b * v + affine.tx) / depth + 0.5) * source - 0.5;
      const sy = ((affine.c * u + affine.d * v + affine.ty) / depth + 0.5) * source - 0.5;
      const out = offset + (y * size + x) * channels;
      if (channels === 1) {
        target[out] = data[mirror(Math.round(sy), source) * source + mirror(Math.round(sx), source)] ?? 0;
        continue;
      }
      const x0 = Math.floor(sx);
      const y0 = Math.floor(sy);
      const fx = sx - x0;
      const fy = sy - y0;
      const left = mirror(x0, source) * channels;
      const right = mirror(x0 + 1, source) * channels;
      const top = mirror(y0, source) * source * channels;
      const bottom = mirror(y0 + 1, source) * source * channels;
      for (let c = 0; c < channels; c++) {
        const upper = (data[top + left + c] ?? 0) * (1 - fx) + (data[top + right + c] ?? 0) * fx;
        const lower = (data[bottom + left + c] ?? 0) * (1 - fx) + (data[bottom + right + c] ?? 0) * fx;
        target[out + c] = (upper * (1 - fy) + lower * fy) / 127.5 - 1;
      }
    }
  }
}

function mirror(position: number, size: number): number {
  // Nearly all positions are inside, and a remainder of fractions costs more than all the rest.
  if (position >= 0 && position < size) return position;
  const period = 2 * size;
  const wrapped = ((position % period) + period) % period;
  return wrapped < size ? wrapped : period - 1 - wrapped;
}

/** Applies a colour shift in place to `pixels` RGB triples; values stay in [-1, 1]. */
export function applyColour(target: Float32Array, offset: number, pixels: number, shift: ColourShift): void {
  const [red, green, blue] = shift.gain;
  for (let i = offset; i < offset + pixels * 3; i += 3) {
    const r = (target[i] ?? 0) * red + shift.offset;
    const g = (target[i + 1] ?? 0) * green + shift.offset;
    const b = (target[i + 2] ?? 0) * blue + shift.offset;
    const grey = 0.299 * r + 0.587 * g + 0.114 * b;
    target[i] = clamp(grey + (r - grey) * shift.saturation);
    target[i + 1] = clamp(grey + (g - grey) * shift.saturation);
    target[i + 2] = clamp(grey + (b - grey) * shift.saturation);
  }
}

function clamp(value: number): number {
  return Math.min(Math.max(value, -1), 1);
}
