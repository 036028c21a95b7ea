export { createCompositor } from "./create";
export type { CompositorOptions } from "./create";
export { CompositorLostError, CompositorUnavailableError, LayerError, NothingToCaptureError } from "./errors";
export type { Compositor, DishLayer } from "./types";
