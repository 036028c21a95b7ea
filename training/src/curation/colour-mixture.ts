import { kMeans } from "./k-means";

/** Pixels that the first clusters are found among. */
const SAMPLE = 1500;
/** Added to variances, in squared 8-bit levels: a flat colour would have none. */
const SMALLEST_VARIANCE = 4;

interface Component {
  readonly mean: readonly [number, number, number];
  /** Inverse covariance: xx, xy, xz, yy, yz, zz. */
  readonly inverse: readonly [number, number, number, number, number, number];
  /** Logarithm of its weight over the root of the covariance's determinant. */
  readonly scale: number;
}

/** Gaussian mixture over colours with full covariances, as GrabCut has one for each side. */
export class ColourMixture {
  readonly #components: readonly Component[];

  private constructor(components: readonly Component[]) {
    this.#components = components;
  }

  /** Clusters by k-means, one component a cluster. @param pixels RGB bytes. @param members indices of its pixels, at least one. */
  static start(pixels: Uint8Array, members: Uint32Array, components: number): ColourMixture {
    const stride = Math.max(1, Math.floor(members.length / SAMPLE));
    const points: Float32Array[] = [];
    for (let i = 0; i < members.length; i += stride) {
      const first = (members[i] ?? 0) * 3;
      points.push(Float32Array.from(pixels.subarray(first, first + 3)));
    }
    const { assignment } = kMeans(points, Math.min(components, points.length), 1);
    const colours = Uint8Array.from(points.flatMap((point) => [...point]));
    return new ColourMixture(fit(colours, Uint32Array.from(points.keys()), (i) => assignment[i] ?? 0, components));
  }

  /** The mixture again, each pixel given to the component that explains it best. */
  refit(pixels: Uint8Array, members: Uint32Array): ColourMixture {
    return new ColourMixture(fit(pixels, members, (i) => this.#best(pixels, members[i] ?? 0), this.#components.length));
  }

  /** Logarithm of the density at a pixel's colour, but for a constant. */
  logDensity(pixels: Uint8Array, pixel: number): number {
    let total = 0;
    for (const component of this.#components) total += Math.exp(logShare(component, pixels, pixel));
    return Math.log(Math.max(total, 1e-30));
  }

  #best(pixels: Uint8Array, pixel: number): number {
    let [best, most] = [0, -Infinity];
    for (const [index, component] of this.#components.entries()) {
      const share = logShare(component, pixels, pixel);
      if (share > most) [best, most] = [index, share];
    }
    return best;
  }
}

function logShare({ mean, inverse, scale }: Component, pixels: Uint8Array, pixel: number): number {
  const x = (pixels[pixel * 3] ?? 0) - mean[0];
  const y = (pixels[pixel * 3 + 1] ?? 0) - mean[1];
  const z = (pixels[pixel * 3 + 2] ?? 0) - mean[2];
  const [xx, xy, xz, yy, yz, zz] = inverse;
  return scale - 0.5 * (xx * x * x + yy * y * y + zz * z * z + 2 * (xy * x * y + xz * x * z + yz * y * z));
}

function fit(
  pixels: Uint8Array,
  members: Uint32Array,
  componentOf: (index: number) => number,
  components: number,
): Component[] {
  // Per component: count, sums of r, g, b, and of rr, rg, rb, gg, gb, bb.
  const sums = new Float64Array(components * 10);
  members.forEach((pixel, index) => {
    const at = componentOf(index) * 10;
    const r = pixels[pixel * 3] ?? 0;
    const g = pixels[pixel * 3 + 1] ?? 0;
    const b = pixels[pixel * 3 + 2] ?? 0;
    [1, r, g, b, r * r, r * g, r * b, g * g, g * b, b * b].forEach(
      (value, i) => (sums[at + i] = (sums[at + i] ?? 0) + value),
    );
  });
  const fitted: Component[] = [];
  for (let component = 0; component < components; component++) {
    const [count = 0, ...totals] = sums.subarray(component * 10, component * 10 + 10);
    if (count === 0) continue;
    const [r = 0, g = 0, b = 0, rr = 0, rg = 0, rb = 0, gg = 0, gb = 0, bb = 0] = totals.map((total) => total / count);
    const xx = rr - r * r + SMALLEST_VARIANCE;
    const yy = gg - g * g + SMALLEST_VARIANCE;
    const zz = bb - b * b + SMALLEST_VARIANCE;
    const [xy, xz, yz] = [rg - r * g, rb - r * b, gb - g * b];
    const determinant = xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz);
    fitted.push({
      mean: [r, g, b],
      inverse: [
        (yy * zz - yz * yz) / determinant,
        (xz * yz - xy * zz) / determinant,
        (xy * yz - xz * yy) / determinant,
        (xx * zz - xz * xz) / determinant,
        (xy * xz - xx * yz) / determinant,
        (xx * yy - xy * xy) / determinant,
      ],
      scale: Math.log(count / members.length) - 0.5 * Math.log(determinant),
    });
  }
  return fitted;
}
