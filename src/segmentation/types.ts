import type { Frame } from "../capture/types";
import type { Ellipse, Mask, Square } from "../net/dish/types";

export type { Ellipse, Mask, Square } from "../net/dish/types";

/** Normalised picture coordinates: x and y in [0, 1], origin at the top left. */
export interface Point {
  readonly x: number;
  readonly y: number;
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
  segment(frame: Frame): Promise<Mask | null>;
  dispose(): void;
}
