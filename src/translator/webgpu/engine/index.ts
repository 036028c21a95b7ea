/** A graph on WebGPU by our own kernels: planned, fused, quantised. */
export { Engine, type EngineOptions } from "./engine";
export { UnsupportedGraphError } from "./errors";
export { arithmetics, type Arithmetic, type EngineLayer, type Storage, type Tile } from "./types";
