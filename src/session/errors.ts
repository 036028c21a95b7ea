import { MealshiftError } from "../net/errors";

/** A stage that a photograph or a video needs is not there now: it is being built, or there is no source. */
export class StudioClosedError extends MealshiftError {
  override readonly name = "StudioClosedError";
}

/** Whatever was thrown, as an error. */
export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** A frame that was gone before a stage looked at it: the next one is on its way, nothing is wrong. */
export const isPassing = (error: Error): boolean => error.name === "FrameGoneError";

/** What failed is gone for good and must be built anew, however rarely it happens. */
export const isGone = (error: Error): boolean => error.name.endsWith("LostError");

/** A smaller generator may still run. */
export const isTooLarge = (error: Error): boolean => error.name === "OutOfMemoryError";
