/** Distances are stored in eighths of the cell unit, so that they sort into buckets. */
export const DISTANCE_SCALE = 8;
/** Largest stored distance; a region without any background has it everywhere. */
export const DISTANCE_MAX = 2047;

/**
 * Two-pass chamfer distance (Borgefors 1986) from each cell of a region to the nearest cell outside, on
 * cells of `cellWidth x cellHeight`. The picture's edge is no boundary: a dish cut by it is not thin there.
 *
 * @param inside 1 for cells of a region, 0 for others, `width * height`.
 * @param out receives the distance in 1/8 units of `sqrt(cellWidth * cellHeight)`, 0 outside.
 */
export function distanceTransform(
  inside: Uint8Array,
  width: number,
  height: number,
  cellWidth: number,
  cellHeight: number,
  out: Uint16Array,
): void {
  const far = DISTANCE_MAX;
  const unit = DISTANCE_SCALE / Math.sqrt(cellWidth * cellHeight);
  // A step of 0 would let one distance spread over a whole row on very stretched grids.
  const stepX = Math.max(1, Math.round(cellWidth * unit));
  const stepY = Math.max(1, Math.round(cellHeight * unit));
  const diagonal = Math.max(1, Math.round(Math.hypot(cellWidth, cellHeight) * unit));
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (inside[i] === 0) {
        out[i] = 0;
        continue;
      }
      let best = far;
      if (x > 0) best = Math.min(best, (out[i - 1] ?? 0) + stepX);
      if (y > 0) {
        best = Math.min(best, (out[i - width] ?? 0) + stepY);
        if (x > 0) best = Math.min(best, (out[i - width - 1] ?? 0) + diagonal);
        if (x + 1 < width) best = Math.min(best, (out[i - width + 1] ?? 0) + diagonal);
      }
      out[i] = best;
    }
  }
  for (let y = height - 1, i = width * height - 1; y >= 0; y--) {
    for (let x = width - 1; x >= 0; x--, i--) {
      let best = out[i] ?? 0;
      if (best === 0) continue;
      if (x + 1 < width) best = Math.min(best, (out[i + 1] ?? 0) + stepX);
      if (y + 1 < height) {
        best = Math.min(best, (out[i + width] ?? 0) + stepY);
        if (x + 1 < width) best = Math.min(best, (out[i + width + 1] ?? 0) + diagonal);
        if (x > 0) best = Math.min(best, (out[i + width - 1] ?? 0) + diagonal);
      }
      out[i] = best;
    }
  }
}
