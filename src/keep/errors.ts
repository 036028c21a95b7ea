import { MealshiftError } from "../net/errors";

/** The worker that puts a photograph together stopped, or this browser cannot draw pictures in workers. */
export class PhotographError extends MealshiftError {
  override readonly name = "PhotographError";
}

/** This browser can write no video: it has neither WebCodecs with a codec that we can store, nor MediaRecorder. */
export class RecordingUnavailableError extends MealshiftError {
  override readonly name = "RecordingUnavailableError";
}

/** The recording broke off with nothing to keep: the encoder failed, or memory ran out. */
export class RecordingFailedError extends MealshiftError {
  override readonly name = "RecordingFailedError";
}

/** A video file that cannot be translated as a whole: a format or codec that cannot be decoded here. */
export class FilmUnreadableError extends MealshiftError {
  override readonly name = "FilmUnreadableError";
}

/** The translation of a whole video broke off. */
export class FilmFailedError extends MealshiftError {
  override readonly name = "FilmFailedError";
}

/** The system's share sheet or the clipboard refused. */
export class ShareFailedError extends MealshiftError {
  override readonly name = "ShareFailedError";
}
