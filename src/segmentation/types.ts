/** Normalised picture coordinates: x and y in [0, 1], origin at the top left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

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

/** A dish that the tracker follows. */
export interface Dish {
  /** Stable while the dish is followed, never reused. */
  readonly id: number;
  readonly ellipse: Ellipse;
  /** Ellipse's bounding square x 1.25, smoothed. */
  readonly roi: Square;
  /** Soft mask of this dish alone over the whole frame, same grid as the segmentation it came from. */
  readonly mask: Mask;
  /** Mean dish probability inside the region, [0, 1]. */
  readonly confidence: number;
  /** Capture time of the frame that it was last seen in, ms. */
  readonly seenAt: number;
}

/** Finds dishes in frames. The newest frame wins: a call while one is under way answers null at once. */
export interface Segmenter {
  segment(frame: import("../capture/types").Frame): Promise<Mask | null>;
  dispose(): void;
}
