import type { FramePicture } from "../capture/types";
import type { DishSlot } from "./dish-slot";
import type { View } from "./geometry";

/** Size of the frame that regions refer to, pixels. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Where the compositor draws: the camera's picture, the tiles of each dish, the canvas. A stage lives as long as its
 * device or context; after a loss, a new one is made.
 */
export interface Stage {
  /** Size of the drawing, pixels. */
  resize(width: number, height: number): void;
  /** Returns false when the picture has no pixels now; the one before stays. */
  setPicture(picture: FramePicture): boolean;
  setView(view: View, strength: number): void;
  /** Makes room for patches of this size. Returns true when all tiles lost their content for it. */
  fit(patchSize: number): boolean;
  /** Puts what is new of the dish into its free tile. */
  bake(column: number, slot: DishSlot, frame: FrameSize, now: number): void;
  /** `now`, ms, moves the steam. */
  draw(slots: readonly DishSlot[], frame: FrameSize, now: number): void;
  /** What `draw` drew last; to be called in the task of that. */
  capture(slots: readonly DishSlot[], frame: FrameSize, now: number): Promise<ImageBitmap>;
  dispose(): void;
}

/** The smallest of the sides that a patch fits into, or the largest. */
export function tileSideOf<Side extends number>(sides: readonly [Side, ...Side[]], patchSize: number): Side {
  return sides.find((side) => side >= patchSize) ?? sides.reduce((a, b) => (b > a ? b : a));
}
