/** A finished video file. */
export interface KeptVideo {
  readonly file: Blob;
  readonly extension: "mp4" | "webm";
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
}
