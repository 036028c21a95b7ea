import { outputToPixels, pixelsToInput } from "../../../translator/pixels";

/** A net's picture, `[side, side, 3]` in [-1, 1], as the browser draws it. */
export function imageOf(values: Float32Array, side: number): ImageData {
  const image = new ImageData(side, side);
  outputToPixels(values, image.data);
  return image;
}

/** RGB in [-1, 1] of a picture, the input of a net; alpha is left out. */
export function valuesOf({ data, width, height }: ImageData): Float32Array {
  const values = new Float32Array(width * height * 3);
  pixelsToInput(data, values);
  return values;
}

/** A canvas with a 2D context whose pixels are read often. */
export function readableCanvas(side: number): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error("This browser gives no 2D canvas.");
  return context;
}
