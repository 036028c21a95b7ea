import { MealshiftError } from "../../net/errors";

/**
 * Why a measurement is not taken: the card was seen in too few frames; the head was turned or moved too little, or too
 * slowly for the delay; the delay lies outside of what is believable; what was seen does not fit any camera; it fits too many.
 */
export type RefusalReason =
  | "rarely-seen"
  | "little-turn"
  | "little-shift"
  | "too-slow"
  | "delay"
  | "poor-fit"
  | "unsure";

/** A recording that says too little, or nothing believable, of the camera. Nothing is stored. */
export class CalibrationRefusedError extends MealshiftError {
  override readonly name = "CalibrationRefusedError";
  readonly reason: RefusalReason;
  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
