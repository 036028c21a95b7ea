import type { Dish, Mask } from "../segmentation/types";

/** Follows dishes from mask to mask: `DishTracker`, as far as the session uses it. */
export interface Tracker {
  update(mask: Mask, frame: MaskedFrame): readonly Dish[];
  /** Where the dishes should be at `now`, ms. */
  predict(now: number): readonly Dish[];
  /** Forgets every dish; ids are not used again. */
  reset(): void;
}

/** The frame that a mask was made from: pixels, ms. */
export interface MaskedFrame {
  readonly width: number;
  readonly height: number;
  readonly timestamp: number;
  /** A still picture: its dishes are believed at first sight, and are not smoothed. */
  readonly still: boolean;
}
