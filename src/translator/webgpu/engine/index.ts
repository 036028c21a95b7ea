/** A graph on WebGPU by our own kernels: planned, fused, quantised. */
export { Engine, type EngineOptions } from "./engine";
export { UnsupportedGraphError } from "./errors";
export type { Arithmetic, EngineLayer, Storage, Tile } from "./types";
