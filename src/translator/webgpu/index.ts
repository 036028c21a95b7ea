/** The generator on WebGPU by our own kernels: planned, fused, quantised. */
export { Engine, type Arithmetic, type EngineLayer, type EngineOptions, type Storage, type Tile } from "./engine";
