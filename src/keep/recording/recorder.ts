import type { KeptVideo } from "../video/kept-video";

/** Makes a video from what is drawn. */
export interface Recorder {
  /** The canvas was just drawn; to be read in this call. `ms` since the beginning. */
  drawn(canvas: HTMLCanvasElement, ms: number): void;
  /** Ends it and gives the file, `ms` long. @throws {RecordingFailedError} if there is nothing to keep. */
  finish(ms: number): Promise<KeptVideo>;
}
