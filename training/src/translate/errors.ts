import { MealshiftError } from "../../../src/net/errors";

/** Inputs, a model or an option that a translation cannot be made with. */
export class TranslateError extends MealshiftError {
  override readonly name = "TranslateError";
}

/** ffmpeg is not installed, or it refused a video. */
export class VideoError extends MealshiftError {
  override readonly name = "VideoError";
}
