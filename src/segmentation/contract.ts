/** What computes the net: MediaPipe's XNNPACK on the processor, or its GL kernels. */
export type SegmenterDelegate = "cpu" | "gpu";

/** What the worker needs before it can segment. */
export interface SegmenterSetup {
  /** MediaPipe's `vision_wasm_module_internal.wasm`, compiled. */
  readonly wasm: WebAssembly.Module;
  /**
   * A TFLite file with MediaPipe's metadata: input `[1, h, w, 3]` float32, output `[1, h, w, 2]`, the probabilities of
   * background and dish (a single channel is taken for the dish). Its length and sha256 have been checked.
   */
  readonly model: Uint8Array;
  /** `auto`: the GPU where WebGL runs on real hardware and the task starts on it, else the processor. */
  readonly delegate: SegmenterDelegate | "auto";
}

/** How the segmenter came up. */
export interface SegmenterReady {
  readonly delegate: SegmenterDelegate;
  /** WebGL's renderer in the worker. */
  readonly renderer: string;
}

/** Bytes of a `Mask`, handed over. */
export interface SegmentedMask {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** The worker's side of the bridge. */
export interface SegmenterWorker {
  /** Called once. */
  load(setup: SegmenterSetup): Promise<SegmenterReady>;
  /** Takes the bitmap over and closes it. The mask has its size, so it should be of the model's input size. */
  segment(picture: ImageBitmap): SegmentedMask;
}
