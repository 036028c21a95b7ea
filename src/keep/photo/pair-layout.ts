/** Where pictures of one size lie on a sheet. Pixels. */
export interface SheetLayout {
  readonly width: number;
  readonly height: number;
  readonly pictureWidth: number;
  readonly pictureHeight: number;
  readonly places: readonly { readonly left: number; readonly top: number }[];
}

/** More pixels than these are no canvas on an iPhone. */
const mostPixels = 4096 * 4096;
/** Of the gap between two pictures, in parts of their shorter side. */
const gapShare = 0.015;

/**
 * `count` pictures of `width` by `height` side by side on one sheet, made smaller where it would be too large for a canvas.
 */
export function pairLayout(width: number, height: number, count: number): SheetLayout {
  const scale = Math.min(1, Math.sqrt(mostPixels / (sheetWidth(width, height, count) * height)));
  const pictureWidth = Math.floor(width * scale);
  const pictureHeight = Math.floor(height * scale);
  const step = pictureWidth + gapOf(pictureWidth, pictureHeight);
  return {
    width: sheetWidth(pictureWidth, pictureHeight, count),
    height: pictureHeight,
    pictureWidth,
    pictureHeight,
    places: Array.from({ length: count }, (_, index) => ({ left: index * step, top: 0 })),
  };
}

function sheetWidth(width: number, height: number, count: number): number {
  return count * width + (count - 1) * gapOf(width, height);
}

function gapOf(width: number, height: number): number {
  return Math.max(2, Math.round(Math.min(width, height) * gapShare));
}
