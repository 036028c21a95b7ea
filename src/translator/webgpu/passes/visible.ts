import type { Square } from "../../../segmentation/types";

/** The part of a square that lies in the picture, in whole pixels, and where the square begins relative to it. */
export interface VisiblePart {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The square's corner in pixels of the part; negative where it reaches over its left or upper edge. */
  readonly originX: number;
  readonly originY: number;
}

/** Never empty: of a square beside the picture the nearest row or column of pixels is taken. */
export function visiblePart({ cx, cy, size }: Square, width: number, height: number): VisiblePart {
  const span = (centre: number, length: number): { from: number; to: number } => {
    // One pixel more on each side, for the bilinear samples at the square's edge.
    const from = Math.min(length - 1, Math.max(0, Math.floor(centre - size / 2) - 1));
    const to = Math.max(from + 1, Math.min(length, Math.ceil(centre + size / 2) + 1));
    return { from, to };
  };
  const x = span(cx, width);
  const y = span(cy, height);
  return {
    left: x.from,
    top: y.from,
    width: x.to - x.from,
    height: y.to - y.from,
    originX: cx - size / 2 - x.from,
    originY: cy - size / 2 - y.from,
  };
}
