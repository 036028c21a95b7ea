import { MealshiftError } from "../net/errors";

/** The person, the system or a policy of the page refused the camera. */
export class CameraDeniedError extends MealshiftError {
  override readonly name = "CameraDeniedError";
}

/** The camera is there, but cannot be opened or gives no picture: most often another program has it. */
export class CameraBusyError extends MealshiftError {
  override readonly name = "CameraBusyError";
}

/** No camera is connected. */
export class CameraMissingError extends MealshiftError {
  override readonly name = "CameraMissingError";
}

/** The camera worked and then went away: unplugged, taken over, or its permission withdrawn. */
export class CameraLostError extends MealshiftError {
  override readonly name = "CameraLostError";
}

/** This page cannot have a camera at all: no API, or not a secure context. */
export class CameraUnsupportedError extends MealshiftError {
  override readonly name = "CameraUnsupportedError";
}

/** The torch was asked for on a camera that has none, or that refused to switch it. */
export class CameraTorchError extends MealshiftError {
  override readonly name = "CameraTorchError";
}

/**
 * Why a file cannot be shown: nothing in it; neither a photo nor a video; a HEIC photo where the browser has no
 * decoder; damaged or in a format that the browser cannot decode; a video file without a picture track.
 */
export type UnreadableReason = "empty" | "type" | "heic" | "broken" | "no-picture";

/** A photo or video that cannot be shown. `fileName` and `reason` let the interface say which and why. */
export class UnreadableFileError extends MealshiftError {
  override readonly name = "UnreadableFileError";
  readonly fileName: string;
  readonly reason: UnreadableReason;
  constructor(fileName: string, reason: UnreadableReason, options?: ErrorOptions) {
    super(`"${fileName}" cannot be shown: ${UNREADABLE[reason]}`, options);
    this.fileName = fileName;
    this.reason = reason;
  }
}

const UNREADABLE: Readonly<Record<UnreadableReason, string>> = {
  empty: "the file is empty. Choose another one.",
  type: "it is neither a photo nor a video. Choose a JPEG, PNG, WebP, AVIF or GIF picture, or an MP4 or WebM video.",
  heic: "it is a HEIC photo, which this browser does not read. Save or share it as JPEG and try again.",
  broken: "it is damaged, or in a format that this browser does not read. Save it as JPEG or MP4 and try again.",
  "no-picture": "it has sound but no picture. Choose a video that has one.",
};

/** `?source=` named a page of another origin: pictures are only ever taken from the lens's own. */
export class ForeignSourceError extends MealshiftError {
  override readonly name = "ForeignSourceError";
  readonly url: string;
  constructor(url: string, ownOrigin: string) {
    super(`The source ${url} is not on ${ownOrigin}. Put the file beside the lens and name it by its path.`);
    this.url = url;
  }
}

/** A picture of the lens's own origin could not be fetched. */
export class SourceUnavailableError extends MealshiftError {
  override readonly name = "SourceUnavailableError";
  readonly url: string;
  constructor(url: string, why: string, options?: ErrorOptions) {
    super(`The source ${url} could not be loaded: ${why}. Check the address and the network.`, options);
    this.url = url;
  }
}

/** The page was opened for a photo or video that another app shared, but none arrived. */
export class NothingSharedError extends MealshiftError {
  override readonly name = "NothingSharedError";
}

/** A region of interest, or a size to bring it to, that is not a usable number. */
export class FrameRegionError extends MealshiftError {
  override readonly name = "FrameRegionError";
}

/** A frame whose source was stopped, or has delivered the next one, before a stage looked at it. */
export class FrameGoneError extends MealshiftError {
  override readonly name = "FrameGoneError";
}
