import type { Rect } from "../net/picture/rect";

/** What of the screen is drawn, and how. */
export interface View {
  /** [0, 1]: nothing is drawn left of it. */
  readonly divider: number;
  readonly mirrored: boolean;
}

/**
 * Where a square of the picture is drawn, and which part of the square that is: both as left, top, right, bottom in
 * [0, 1], of the screen in `box`, of the square in `part` (whose left is more than its right when mirrored). `margin`
 * of the square's side is left out on each side. Returns false when nothing of it is on the screen.
 */
export function placeSquare(square: Readonly<Rect>, margin: number, view: View, box: Rect, part: Rect): boolean {
  const left = view.mirrored ? 1 - square.x - square.z : square.x;
  box.x = Math.max(left + margin * square.z, view.divider, 0);
  box.y = Math.max(square.y + margin * square.w, 0);
  box.z = Math.min(left + (1 - margin) * square.z, 1);
  box.w = Math.min(square.y + (1 - margin) * square.w, 1);
  if (box.x >= box.z || box.y >= box.w) return false;
  const from = (box.x - left) / square.z;
  const to = (box.z - left) / square.z;
  part.x = view.mirrored ? 1 - from : from;
  part.z = view.mirrored ? 1 - to : to;
  part.y = (box.y - square.y) / square.w;
  part.w = (box.w - square.y) / square.w;
  return true;
}

/** Drawing size of a picture: its own, with the long side capped. Pixels. */
export function drawingSize(width: number, height: number, longSide: number): readonly [number, number] {
  const scale = Math.min(1, longSide / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}
