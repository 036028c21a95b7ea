import { MealshiftError } from "../../../src/net/errors";

/** RGB, three bytes a pixel, rows from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A picture of an animation. */
export interface Frame {
  readonly picture: Picture;
  /** How long it is shown. */
  readonly milliseconds: number;
}

/** An animation that cannot be written here, or has nothing to show. */
export class AnimationError extends MealshiftError {
  override readonly name = "AnimationError";
}
