import type { Ellipse } from "../net/dish";
import type { PixelMatrix } from "./picture";

/** A circle on a level plane, metres. */
export interface Disc {
  readonly x: number;
  readonly z: number;
  readonly radius: number;
}

/** An ellipse on a level plane, metres: its centre, and the matrix whose eigenvalues are its squared semi-axes. */
export interface PlaneEllipse {
  readonly x: number;
  readonly z: number;
  readonly xx: number;
  readonly xz: number;
  readonly zz: number;
}

/**
 * How a circle on the plane y = `height` looks in a picture: exact, by its dual conic (the lines that touch it). A circle
 * around p of radius r is r^2 (e1 e1' + e2 e2') - p p' there, and a projection H makes H C H' of a dual conic C.
 *
 * @returns pixels, `rx >= ry`; null where the circle is not wholly in front of the camera.
 */
export function ellipseOfDisc(m: PixelMatrix, { x, z, radius }: Disc, height: number): Ellipse | null {
  const px = (m[0] ?? 0) * x + (m[1] ?? 0) * height + (m[2] ?? 0) * z + (m[3] ?? 0);
  const py = (m[4] ?? 0) * x + (m[5] ?? 0) * height + (m[6] ?? 0) * z + (m[7] ?? 0);
  const pw = (m[8] ?? 0) * x + (m[9] ?? 0) * height + (m[10] ?? 0) * z + (m[11] ?? 0);
  const square = radius * radius;
  const ww = pw * pw - square * ((m[8] ?? 0) ** 2 + (m[10] ?? 0) ** 2);
  if (pw <= 0 || ww <= 0) return null;
  const cx = (px * pw - square * ((m[0] ?? 0) * (m[8] ?? 0) + (m[2] ?? 0) * (m[10] ?? 0))) / ww;
  const cy = (py * pw - square * ((m[4] ?? 0) * (m[8] ?? 0) + (m[6] ?? 0) * (m[10] ?? 0))) / ww;
  const xx = cx * cx - (px * px - square * ((m[0] ?? 0) ** 2 + (m[2] ?? 0) ** 2)) / ww;
  const yy = cy * cy - (py * py - square * ((m[4] ?? 0) ** 2 + (m[6] ?? 0) ** 2)) / ww;
  const xy = cx * cy - (px * py - square * ((m[0] ?? 0) * (m[4] ?? 0) + (m[2] ?? 0) * (m[6] ?? 0))) / ww;
  const mean = (xx + yy) / 2;
  const spread = Math.hypot((xx - yy) / 2, xy);
  return {
    cx,
    cy,
    rx: Math.sqrt(Math.max(0, mean + spread)),
    ry: Math.sqrt(Math.max(0, mean - spread)),
    angle: Math.atan2(2 * xy, xx - yy) / 2,
  };
}

/**
 * What on the plane y = `height` looks like this ellipse: the way back of `ellipseOfDisc`, with the plane's homography
 * undone. The ray through the ellipse's centre would miss the circle's by r^2 times the perspective.
 *
 * @returns null where the plane is seen from below or along it, or the ellipse reaches over its horizon.
 */
export function liftEllipse(m: PixelMatrix, { cx, cy, rx, ry, angle }: Ellipse, height: number): PlaneEllipse | null {
  // Homography, pixels from plane coordinates (x, z, 1), and its adjugate.
  const a = m[0] ?? 0;
  const b = m[2] ?? 0;
  const c = (m[1] ?? 0) * height + (m[3] ?? 0);
  const d = m[4] ?? 0;
  const e = m[6] ?? 0;
  const f = (m[5] ?? 0) * height + (m[7] ?? 0);
  const g = m[8] ?? 0;
  const h = m[10] ?? 0;
  const i = (m[9] ?? 0) * height + (m[11] ?? 0);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  // The conic's shape around its centre, which the adjugate takes apart from the centre itself.
  const sxx = (rx * cos) ** 2 + (ry * sin) ** 2;
  const syy = (rx * sin) ** 2 + (ry * cos) ** 2;
  const sxy = (rx * rx - ry * ry) * cos * sin;
  const g00 = e * i - f * h;
  const g01 = c * h - b * i;
  const g02 = b * f - c * e;
  const g10 = f * g - d * i;
  const g11 = a * i - c * g;
  const g12 = c * d - a * f;
  const g20 = d * h - e * g;
  const g21 = b * g - a * h;
  const g22 = a * e - b * d;
  const qx = g00 * cx + g01 * cy + g02;
  const qz = g10 * cx + g11 * cy + g12;
  const qw = g20 * cx + g21 * cy + g22;
  const dual = (ux: number, uy: number, uq: number, vx: number, vy: number, vq: number): number =>
    uq * vq - (ux * (sxx * vx + sxy * vy) + uy * (sxy * vx + syy * vy));
  const ww = dual(g20, g21, qw, g20, g21, qw);
  // qw is the determinant over the depth; from above, where x to z turns as right to down does, the determinant is positive.
  const determinant = a * g00 + b * g10 + c * g20;
  if (!(ww > 0 && determinant > 0 && qw > 0)) return null;
  const x = dual(g00, g01, qx, g20, g21, qw) / ww;
  const z = dual(g10, g11, qz, g20, g21, qw) / ww;
  return {
    x,
    z,
    xx: x * x - dual(g00, g01, qx, g00, g01, qx) / ww,
    xz: x * z - dual(g00, g01, qx, g10, g11, qz) / ww,
    zz: z * z - dual(g10, g11, qz, g10, g11, qz) / ww,
  };
}

/** The disc of the same centre and area, and how far from round the ellipse is: long semi-axis over short one, from 1. */
export function discOf({ x, z, xx, xz, zz }: PlaneEllipse): Disc & { readonly elongation: number } {
  const mean = (xx + zz) / 2;
  const spread = Math.hypot((xx - zz) / 2, xz);
  const short = Math.max(mean - spread, 1e-12);
  return { x, z, radius: ((mean + spread) * short) ** 0.25, elongation: Math.sqrt((mean + spread) / short) };
}
