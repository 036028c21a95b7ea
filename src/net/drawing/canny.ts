export interface CannyOptions {
  /** Share of pixels whose gradient counts as strong, in (0, 1): lines begin there. */
  readonly strong: number;
  /** Gradient at which lines end, as a share of that of the strong ones. */
  readonly weak: number;
  /** Shorter lines are left out, pixels. */
  readonly shortest: number;
}

/**
 * Edges of a smoothed grey picture, one pixel wide (Canny 1986): Sobel gradients, maxima across the edge, hysteresis. The
 * thresholds follow the picture's own gradients, so that dim pictures have lines too.
 * @param grey bytes, rows from the top.
 * @returns 1 on lines.
 */
export function cannyEdges(grey: Uint8Array, width: number, height: number, options: CannyOptions): Uint8Array {
  const { magnitude, dx, dy } = gradients(grey, width, height);
  const thin = maximaAcross(magnitude, dx, dy, width, height);
  const strongest = thin.filter((value) => value > 0).toSorted();
  // A share of all pixels, but never of noise: a flat picture has no lines.
  const high = Math.max(strongest.at(-Math.ceil(options.strong * thin.length)) ?? 0, FAINTEST);
  return linesOf(thin, width, high, high * options.weak, options.shortest);
}

/** Sobel gradient that noise and compression reach, 8-bit levels times eight. */
const FAINTEST = 24;

function gradients(
  grey: Uint8Array,
  width: number,
  height: number,
): { magnitude: Float32Array; dx: Float32Array; dy: Float32Array } {
  const [magnitude, dx, dy] = [0, 1, 2].map(() => new Float32Array(width * height));
  if (!magnitude || !dx || !dy) throw new RangeError("no room for gradients");
  const at = (x: number, y: number): number =>
    grey[Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)] ?? 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const column = (side: number): number => at(side, y - 1) + 2 * at(side, y) + at(side, y + 1);
      const row = (side: number): number => at(x - 1, side) + 2 * at(x, side) + at(x + 1, side);
      dx[i] = column(x + 1) - column(x - 1);
      dy[i] = row(y + 1) - row(y - 1);
      magnitude[i] = Math.hypot(dx[i] ?? 0, dy[i] ?? 0);
    }
  }
  return { magnitude, dx, dy };
}

/** Keeps a gradient where neither neighbour across the edge has a larger one. */
function maximaAcross(
  magnitude: Float32Array,
  dx: Float32Array,
  dy: Float32Array,
  width: number,
  height: number,
): Float32Array {
  const thin = new Float32Array(magnitude.length);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const here = magnitude[i] ?? 0;
      const angle = Math.atan2(dy[i] ?? 0, dx[i] ?? 0);
      const across = Math.round(Math.cos(angle)) + Math.round(Math.sin(angle)) * width;
      // Strict on one side, so that of two equal neighbours one stays.
      if (here > (magnitude[i - across] ?? 0) && here >= (magnitude[i + across] ?? 0)) thin[i] = here;
    }
  }
  return thin;
}

/** Follows lines from strong pixels through weak ones; short lines are left out. */
function linesOf(thin: Float32Array, width: number, high: number, low: number, shortest: number): Uint8Array {
  const lines = new Uint8Array(thin.length);
  const seen = new Uint8Array(thin.length);
  for (let start = 0; start < thin.length; start++) {
    if ((thin[start] ?? 0) < high || seen[start] === 1) continue;
    const line = [start];
    seen[start] = 1;
    for (let next = 0; next < line.length; next++) {
      const cell = line[next] ?? 0;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          // The outermost pixels have no gradient across, so a line never wraps around.
          const neighbour = cell + dy * width + dx;
          if (seen[neighbour] !== 0 || (thin[neighbour] ?? 0) < low) continue;
          seen[neighbour] = 1;
          line.push(neighbour);
        }
      }
    }
    if (line.length >= shortest) for (const cell of line) lines[cell] = 1;
  }
  return lines;
}
