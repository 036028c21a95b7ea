/**
 * Probability of "dish" for each cell of a grid stretched over the whole frame.
 * `data` is row-major, `width * height` bytes, 0 = background, 255 = dish.
 */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** An ellipse in **pixels of the frame** (a circle in the picture stays a circle). */
export interface Ellipse {
  readonly cx: number;
  readonly cy: number;
  /** Semi-axes, `rx` along `angle`. */
  readonly rx: number;
  readonly ry: number;
  /** Radians, counted from the x axis towards the y axis (downwards). */
  readonly angle: number;
}

/** Square region of interest in pixels of the frame; it may reach over the picture's edge. */
export interface Square {
  readonly cx: number;
  readonly cy: number;
  /** Side in pixels. */
  readonly size: number;
}

/** How regions are told from background, and which of them count as dishes. */
export interface DishOptions {
  /** Cells at or above this probability belong to a region. Default 0.4. */
  readonly low?: number;
  /** A region needs cells at or above this probability, at least a tenth of it. Default 0.6. */
  readonly high?: number;
  /** Smallest region, as a fraction of the frame's area. Default 0.01. */
  readonly minArea?: number;
  /** Smallest mean probability of a region, holes included. Default 0.7: of the shipped segmenter's answers on held-out
   * and demo pictures, cutlery and table edges had 0.54 to 0.66, dishes 0.73 to 0.98. */
  readonly minConfidence?: number;
  /**
   * Two dishes that touch are parted where the neck between them is narrower than this fraction of the
   * smaller one's inner radius; 0 never parts. Default 0.7.
   */
  readonly splitRatio?: number;
  /** Side of the region of interest over the side of the ellipse's bounding square. Default 1.25. */
  readonly roiScale?: number;
  /** At most this many dishes, the largest first. Default 4. */
  readonly limit?: number;
}

/** One dish found in one mask. */
export interface FoundDish {
  readonly ellipse: Ellipse;
  readonly roi: Square;
  /** Fraction of the frame's area, (0, 1]. */
  readonly area: number;
  /** Mean dish probability inside the region, [0, 1]. */
  readonly confidence: number;
  /** Soft mask of this dish alone, on the grid of the mask that it was found in. */
  readonly mask: Mask;
}
