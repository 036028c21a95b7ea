/** Whatever was thrown, as an error. */
export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** A frame that was gone before a stage looked at it: the next one is on its way, nothing is wrong. */
export const isPassing = (error: Error): boolean => error.name === "FrameGoneError";

/** What failed is gone for good and must be built anew, however rarely it happens. */
export const isGone = (error: Error): boolean => error.name.endsWith("LostError");

/** A smaller generator may still run. */
export const isTooLarge = (error: Error): boolean => error.name === "OutOfMemoryError";
