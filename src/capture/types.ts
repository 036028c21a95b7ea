import type { CameraView } from "../space";

/** A picture that the browser can draw or upload without a copy through JavaScript. */
export type FramePicture = HTMLVideoElement | VideoFrame | ImageBitmap | HTMLCanvasElement;

/** One picture from a source. Valid until the source delivers the next one: stages that keep it copy it. */
export interface Frame {
  readonly picture: FramePicture;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Capture time, in the time base of `performance.now()`, ms. */
  readonly timestamp: number;
  /** Counts up from 0 for each source; a still source repeats its number, so that work is not done twice. */
  readonly sequence: number;
  /** From where in space it was taken; of frames of an immersive session alone. */
  readonly view?: CameraView | undefined;
}

export type SourceKind = "camera" | "demo" | "photo" | "video";

/**
 * Where frames come from. `onFrame` is called with the newest frame only (requestVideoFrameCallback where it
 * exists); a source never queues. Stills call it at least once, and again at a low rate, so that a stage that
 * was busy gets its turn.
 */
export interface FrameSource {
  readonly kind: SourceKind;
  /** Name for people: the camera's label, the file's name. */
  readonly label: string;
  /** True when the picture should be shown mirrored (a camera that faces the user). */
  readonly mirrored: boolean;
  /**
   * A photo of now, encoded, that may have more pixels than the frames: what the camera takes, or the file of a photo. Null
   * where there is none. It may show more of the scene, or less: it is to be compared with a frame.
   */
  photo?(): Promise<Blob | null>;
  /** The whole of a video. Rejects with SourceUnavailableError where it cannot be fetched. */
  footage?(): Promise<Blob>;
  start(onFrame: (frame: Frame) => void, onError: (error: Error) => void): Promise<void>;
  /** Stops delivery and frees the device. A stopped source is not started again. */
  stop(): void;
}
