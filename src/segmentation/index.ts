/** Where the dishes are: MediaPipe's segmenter in a worker, and the tracker that follows its masks. */
export { MediaPipeSegmenter, type MediaPipeSegmenterOptions } from "./client";
export type { SegmenterDelegate, SegmenterReady } from "./contract";
export { SegmenterLoadError, SegmenterRunError } from "./errors";
export { DishTracker, type MaskedFrame } from "../net/dish/tracker";
export type { Dish, Ellipse, Mask, Point, Segmenter, Square } from "./types";
export { segmenterWasm, segmenterWasmBytes } from "./wasm-module";
