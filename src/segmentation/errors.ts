import { MealshiftError } from "../net/errors";

/** The segmenter could not be started: no WebAssembly SIMD or WebGL in workers, its files are missing, a bad model. */
export class SegmenterLoadError extends MealshiftError {
  override readonly name = "SegmenterLoadError";
}

/** The segmenter failed on two frames in a row, with a fresh start in between. It may be tried again later. */
export class SegmenterRunError extends MealshiftError {
  override readonly name = "SegmenterRunError";
}
