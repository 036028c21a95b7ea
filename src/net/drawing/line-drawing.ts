import { type CannyOptions, cannyEdges } from "./canny";
import { blur, greyOf, median } from "./smooth";

export interface LineDrawingOptions extends CannyOptions {
  /** Deviation of the blur before edges are sought, pixels: more leaves fewer lines. */
  readonly smoothing: number;
}

/** What `noodle-lines` was trained on: `mealshift data edges --smoothing 1 --strong 0.09 --shortest 8`, 112 pixels wide. */
export const noodleLines: LineDrawingOptions & { readonly size: number } = {
  size: 112,
  smoothing: 1,
  strong: 0.09,
  weak: 0.4,
  shortest: 8,
};

const MEDIAN_WINDOW = 5;

/**
 * Line drawing of a photograph: 1 on lines, which are one pixel wide.
 * @param pixels `[height, width, channels]` bytes of sRGB
 */
export function linesOfPhoto(
  pixels: ArrayLike<number>,
  channels: 3 | 4,
  width: number,
  height: number,
  options: LineDrawingOptions,
): Uint8Array {
  // The median takes texture away and leaves edges where they are; the blur makes gradients of steps.
  const plain = median(greyOf(pixels, channels), width, height, MEDIAN_WINDOW);
  return cannyEdges(blur(plain, width, height, options.smoothing), width, height, options);
}
