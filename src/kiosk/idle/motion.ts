/** A cell's brightness has to change by more than this to count, of 255: noise of cheap cameras in the evening. */
const noise = 16;

/**
 * Share of cells in [0, 1] that changed between two small grey pictures of the same size. What all cells have in common
 * (the camera's exposure, a lamp) is taken away first, by the median.
 */
export const changedShare = (before: Uint8Array, after: Uint8Array): number => {
  if (before.length !== after.length || after.length === 0) return 0;
  const changes = Int16Array.from(after, (value, index) => value - (before[index] ?? 0));
  const common = changes.toSorted()[changes.length >> 1] ?? 0;
  let changed = 0;
  for (const change of changes) if (Math.abs(change - common) > noise) changed += 1;
  return changed / changes.length;
};

/** Brightness of RGBA pixels. */
export const greyOf = (rgba: Uint8ClampedArray): Uint8Array => {
  const grey = new Uint8Array(rgba.length / 4);
  for (let cell = 0; cell < grey.length; cell += 1) {
    const at = cell * 4;
    grey[cell] = ((rgba[at] ?? 0) * 77 + (rgba[at + 1] ?? 0) * 150 + (rgba[at + 2] ?? 0) * 29) >> 8;
  }
  return grey;
};
