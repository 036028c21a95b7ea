import type { Ellipse } from "./types";

/** Area and moments of a region, in pixels of the frame. */
export interface Moments {
  /** Centre of mass. */
  readonly cx: number;
  readonly cy: number;
  /** Central second moments divided by the area: a covariance, pixels squared. */
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/**
 * The ellipse that has the same centre and second moments as the region. `rx >= ry`, and `angle` is in
 * (-pi/2, pi/2]. A filled ellipse has variance r^2 / 4 along each axis, so the semi-axes are 2 sqrt(lambda).
 */
export function ellipseFromMoments({ cx, cy, xx, xy, yy }: Moments): Ellipse {
  const mean = (xx + yy) / 2;
  const spread = Math.hypot((xx - yy) / 2, xy);
  const rx = 2 * Math.sqrt(Math.max(mean + spread, 0));
  const ry = 2 * Math.sqrt(Math.max(mean - spread, 0));
  return { cx, cy, rx, ry, angle: Math.atan2(2 * xy, xx - yy) / 2 };
}

/** Half width and half height, in pixels, of the ellipse's upright bounding box. */
export function ellipseHalfExtent({ rx, ry, angle }: Ellipse): { readonly x: number; readonly y: number } {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return { x: Math.hypot(rx * cos, ry * sin), y: Math.hypot(rx * sin, ry * cos) };
}
