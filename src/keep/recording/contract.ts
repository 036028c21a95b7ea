import type { KeptVideo } from "../video/kept-video";

export interface RecorderStart {
  /** Of the live view, pixels. */
  readonly width: number;
  readonly height: number;
  /** Long side of the video at most, pixels. */
  readonly longSide: number;
}

/** What the worker offers through Comlink. One worker makes one recording. */
export interface RecorderWorker {
  /** False where this browser cannot encode a video that we can store. */
  start(start: RecorderStart): Promise<boolean>;
  /** A picture of the live view, transferred; its timestamp counts from the beginning. Resolves when the next may come. */
  add(frame: VideoFrame): Promise<void>;
  /** The file; its last picture stays until `endMs`. */
  finish(endMs: number): Promise<KeptVideo>;
}
