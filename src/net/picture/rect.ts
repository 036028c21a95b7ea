import type { Square } from "../dish";

/** Four numbers of a rectangle in texture coordinates; those of a Vector4. */
export interface Rect {
  x: number;
  y: number;
  z: number;
  w: number;
}

/** Writes `square`, in pixels of a picture of `width` by `height`, into `rect`: left, top, width, height. */
export function squareToRect(square: Square, width: number, height: number, rect: Rect): void {
  rect.x = (square.cx - square.size / 2) / width;
  rect.y = (square.cy - square.size / 2) / height;
  rect.z = square.size / width;
  rect.w = square.size / height;
}
