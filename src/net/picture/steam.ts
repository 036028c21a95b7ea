/** What the steam over a hot dish looks like, for every way of drawing it. */
export const steam = {
  /** Cells of the field across and down. Steam has no edges: it is drawn coarsely and stretched. */
  columns: 40,
  rows: 48,
  /** Where the field lies, in sides of the dish's square from its middle: most of it above the dish. */
  left: -0.5,
  top: -0.85,
  width: 1,
  height: 1.15,
  /** Red, green and blue, 0 to 255. */
  colour: [255, 251, 246],
  /** Opacity of the densest steam, [0, 1]. */
  densest: 0.95,
} as const;

/** Heights of the field that steam rises in a second. */
const rise = 0.2;
/** Share of the steam that is always there, between the billows. */
const haze = 0.15;
/** Numbers of the noise along each axis, after which it repeats. */
const period = 64;
/** A whole coordinate within the period. */
const mask = period - 1;

/** Smooth noise in [0, 1]: random numbers at whole coordinates, the same in every browser. */
const noise = Float32Array.from({ length: period * period }, (_, i) => {
  let bits = Math.imul(i + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 0xffffffff;
});

/** How dense steam may be at each column and row: a plume that leaves the dish broad and thins out above. */
const plume = Float32Array.from({ length: steam.columns * steam.rows }, (_, i) => {
  const across = ((i % steam.columns) + 0.5) / steam.columns - 0.5;
  const height = 1 - (Math.floor(i / steam.columns) + 0.5) / steam.rows;
  const spread = 0.19 + 0.05 * height;
  const reach = smooth(0, 0.2, 0.5 - Math.abs(across));
  const fade = smooth(0, 0.28, height) * (1 - smooth(0.3, 1, height));
  return Math.exp(-(across * across) / (2 * spread * spread)) * reach * fade;
});

/** Noise of three grains, coarse to fine: how often it changes across and upwards, how fast it rises, and its share. */
const grains = [
  { across: 3.6, up: 1.8, speed: 1, share: 0.42 },
  { across: 7.4, up: 3.1, speed: 1.2, share: 0.36 },
  { across: 13, up: 5.6, speed: 1.4, share: 0.22 },
].map((grain, i) => ({ ...grain, offset: 17 * (i + 1), row: new Float32Array(period) }));
/** What bends the steam on its way. */
const bend = new Float32Array(period);

/** How much a mix of domains steams, [0, 1]: the mean by their weights. `ofDomains` is null where nothing steams. */
export function steamOfMix(weights: Float32Array, ofDomains: Float32Array | null): number {
  if (ofDomains === null) return 0;
  return Math.min(
    1,
    weights.reduce((sum, weight, domain) => sum + weight * (ofDomains[domain] ?? 0), 0),
  );
}

/**
 * Writes the steam of one dish at a time into `field`: `columns * rows` opacities, a byte each, rows from the top.
 * 0.3 ms.
 * @param seconds of any clock that runs on
 * @param seed tells the dishes of one tray apart
 */
export function steamField(seconds: number, seed: number, field: Uint8ClampedArray): void {
  const { columns, rows, densest } = steam;
  const shift = seed * 7.3;
  for (let row = 0, at = 0; row < rows; row++) {
    const height = 1 - (row + 0.5) / rows;
    // Each drifts at a pace of its own, so that billows change as they rise.
    noiseRow(2.4 * (height - 0.75 * rise * seconds) + shift, bend);
    for (const { up, speed, offset, row: values } of grains) {
      noiseRow(up * (height - speed * rise * seconds) + shift + offset, values);
    }
    const sway = 0.1 + 0.5 * height;
    for (let column = 0; column < columns; column++, at++) {
      const across = (column + 0.5) / columns;
      const x = across + sway * (along(bend, 2 * across + shift) - 0.5);
      let density = 0;
      for (const grain of grains) density += grain.share * along(grain.row, grain.across * x + shift);
      field[at] = 255 * densest * (haze + (1 - haze) * smooth(0.4, 0.72, density)) * (plume[at] ?? 0);
    }
  }
}

/** The row of the noise at height `y`, between its whole ones. */
function noiseRow(y: number, row: Float32Array): void {
  const base = Math.floor(y);
  const weight = ease(y - base);
  const from = (base & mask) * period;
  const to = ((base + 1) & mask) * period;
  for (let i = 0; i < period; i++) {
    const value = noise[from + i] ?? 0;
    row[i] = value + ((noise[to + i] ?? 0) - value) * weight;
  }
}

function along(row: Float32Array, x: number): number {
  const base = Math.floor(x);
  const value = row[base & mask] ?? 0;
  return value + ((row[(base + 1) & mask] ?? 0) - value) * ease(x - base);
}

/** From 0 to 1, smooth at both ends. */
function ease(t: number): number {
  return t * t * (3 - 2 * t);
}

function smooth(from: number, to: number, value: number): number {
  return ease(Math.min(1, Math.max(0, (value - from) / (to - from))));
}
