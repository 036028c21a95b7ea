import type { Vector } from "../../../space";
import { isLevel, type Surface } from "../level";

/** Points this close to a plane lie on it, metres. */
const CLOSE = 0.012;
/** Heights that are tried. */
const TRIES = 24;
const LEAST_POINTS = 12;
const LEAST_PART = 0.35;
/**
 * Slopes are held to gravity as if by points of this spread, metres squared: on a patch of 10 cm noise alone would tilt
 * the plane by degrees.
 */
const LEVELLING = 0.01;

/**
 * The level plane that most of the points lie on, by RANSAC: gravity gives the normal, so that one point gives a plane, and
 * a few evenly picked ones are as good as chance. What lies on the best is fitted by least squares, tilt and all.
 *
 * @param points metres, y up
 * @returns Null where too few agree, or they agree on something steep.
 */
export function levelPlane(points: readonly Vector[]): Surface | null {
  let best: readonly Vector[] = [];
  const step = Math.max(1, points.length / TRIES);
  for (let i = 0; i < points.length; i += step) {
    const height = points[Math.floor(i)]?.y ?? 0;
    const close = points.filter(({ y }) => Math.abs(y - height) <= CLOSE);
    if (close.length > best.length) best = close;
  }
  if (best.length < LEAST_POINTS || best.length < LEAST_PART * points.length) return null;
  const surface = fitted(best);
  return isLevel(surface.normal) ? surface : null;
}

/** y = height + a (x - cx) + b (z - cz), least squares, with a and b drawn towards 0. */
function fitted(points: readonly Vector[]): Surface {
  const count = points.length;
  const mean = (axis: keyof Vector) => points.reduce((sum, point) => sum + point[axis], 0) / count;
  const [cx, cy, cz] = [mean("x"), mean("y"), mean("z")];
  let [xx, xz, zz, xy, zy] = [LEVELLING, 0, LEVELLING, 0, 0];
  for (const { x, y, z } of points) {
    xx += ((x - cx) * (x - cx)) / count;
    xz += ((x - cx) * (z - cz)) / count;
    zz += ((z - cz) * (z - cz)) / count;
    xy += ((x - cx) * (y - cy)) / count;
    zy += ((z - cz) * (y - cy)) / count;
  }
  const determinant = xx * zz - xz * xz;
  const a = (xy * zz - zy * xz) / determinant;
  const b = (zy * xx - xy * xz) / determinant;
  const length = Math.hypot(a, 1, b);
  return { point: { x: cx, y: cy, z: cz }, normal: { x: -a / length, y: 1 / length, z: -b / length } };
}
