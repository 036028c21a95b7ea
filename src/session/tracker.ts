import type { Dish, Mask } from "../segmentation/types";
import type { CameraView } from "../space";

/** Follows dishes from mask to mask: `DishTracker`, as far as the session uses it. */
export interface Tracker {
  update(mask: Mask, frame: MaskedFrame): readonly Dish[];
  /** Where the dishes should be in another frame. */
  predict(moment: Moment): readonly Dish[];
  /** Forgets every dish; ids are not used again. */
  reset(): void;
}

/** When, and in an immersive session from where, a frame was taken. */
export interface Moment {
  /** ms */
  readonly timestamp: number;
  readonly view?: CameraView | undefined;
}

/** The frame that a mask was made from. */
export interface MaskedFrame extends Moment {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** A still picture: its dishes are believed at first sight, and are not smoothed. */
  readonly still: boolean;
}
