import type { Square } from "../segmentation/types";

/** A rectangle of a picture in texture coordinates: x, y of its top left corner, then width and height. */
export interface Rect {
  x: number;
  y: number;
  z: number;
  w: number;
}

/** Writes `square`, in pixels of a picture of `width` by `height`, into `rect`. */
export function squareToRect(square: Square, width: number, height: number, rect: Rect): void {
  rect.x = (square.cx - square.size / 2) / width;
  rect.y = (square.cy - square.size / 2) / height;
  rect.z = square.size / width;
  rect.w = square.size / height;
}

/** Drawing size of a picture: its own, with the long side capped. Pixels. */
export function drawingSize(width: number, height: number, longSide: number): readonly [number, number] {
  const scale = Math.min(1, longSide / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}
