import { CompositorUnavailableError } from "../errors";

/**
 * A 2D canvas that stays on the processor: where a GPU is only played, a canvas of its would be copied to and fro.
 * @throws CompositorUnavailableError
 */
export function contextOf(canvas: HTMLCanvasElement, alpha: boolean): CanvasRenderingContext2D {
  const context = canvas.getContext("2d", { alpha, willReadFrequently: true });
  if (context !== null) return context;
  throw new CompositorUnavailableError("The canvas gives no 2D context; it may belong to WebGL. Give another canvas.");
}

export function context2d(width: number, height: number, alpha: boolean): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return contextOf(canvas, alpha);
}
