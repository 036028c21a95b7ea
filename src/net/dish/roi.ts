import { ellipseHalfExtent } from "./ellipse";
import type { Ellipse, Square } from "./types";

/** The generator sees a dish with a margin around it: side of its square over the ellipse's bounding square. */
export const ROI_SCALE = 1.25;

/** The upright square around the ellipse's centre, `scale` times as large as its bounding square. */
export function roiOfEllipse(ellipse: Ellipse, scale: number = ROI_SCALE): Square {
  const half = ellipseHalfExtent(ellipse);
  return { cx: ellipse.cx, cy: ellipse.cy, size: 2 * Math.max(half.x, half.y) * scale };
}
