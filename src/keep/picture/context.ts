/** A canvas on the processor: every picture here is read back, to be encoded. */
export function context2d(width: number, height: number, alpha: boolean): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext("2d", { alpha, willReadFrequently: true });
  if (context === null) throw new Error("this browser draws no 2D canvas in workers");
  context.imageSmoothingQuality = "medium";
  return context;
}
