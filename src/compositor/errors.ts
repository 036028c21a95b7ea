import { MealshiftError } from "../net/errors";

/** Neither WebGPU nor WebGL2 nor a 2D canvas can draw here. The message says what was tried. */
export class CompositorUnavailableError extends MealshiftError {
  override readonly name = "CompositorUnavailableError";
}

/** The GPU device or the context of the canvas is gone for good: dispose this compositor and create another. */
export class CompositorLostError extends MealshiftError {
  override readonly name = "CompositorLostError";
}

/** A layer that cannot be drawn: more than four dishes, bytes that do not fit the size, a texture where WebGPU does not draw. */
export class LayerError extends MealshiftError {
  override readonly name = "LayerError";
}

/** There is no picture to capture: no frame was set yet, or the compositor is disposed of or lost. */
export class NothingToCaptureError extends MealshiftError {
  override readonly name = "NothingToCaptureError";
}
