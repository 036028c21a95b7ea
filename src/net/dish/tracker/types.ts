import type { Ellipse, Mask, Square } from "../types";

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
