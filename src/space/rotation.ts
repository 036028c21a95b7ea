import type { Rotation } from "./rigid";
import type { Matrix } from "./types";

/** The turn of a rigid transform (Shepperd's method: divides by the largest of the four). */
export function rotationOf(m: Matrix): Rotation {
  const xx = m[0] ?? 0;
  const yy = m[5] ?? 0;
  const zz = m[10] ?? 0;
  // Each is four times the quaternion's component, times the largest one.
  const yz = (m[6] ?? 0) - (m[9] ?? 0);
  const zx = (m[8] ?? 0) - (m[2] ?? 0);
  const xy = (m[1] ?? 0) - (m[4] ?? 0);
  const yzSum = (m[6] ?? 0) + (m[9] ?? 0);
  const zxSum = (m[8] ?? 0) + (m[2] ?? 0);
  const xySum = (m[1] ?? 0) + (m[4] ?? 0);
  if (xx + yy + zz > 0) return normalised(yz, zx, xy, 1 + xx + yy + zz);
  if (xx >= yy && xx >= zz) return normalised(1 + xx - yy - zz, xySum, zxSum, yz);
  if (yy >= zz) return normalised(xySum, 1 + yy - xx - zz, yzSum, zx);
  return normalised(zxSum, yzSum, 1 + zz - xx - yy, xy);
}

/** The turn that leads from `a` (t = 0) to `b` (t = 1) by the shorter way at constant speed; t may lie beyond both. */
export function slerp(a: Rotation, b: Rotation, t: number): Rotation {
  const dot = a.x * b.x + a.y * b.y + a.z * b.z + a.w * b.w;
  const sign = dot < 0 ? -1 : 1;
  const angle = Math.acos(Math.min(1, Math.abs(dot)));
  const sine = Math.sin(angle);
  // Turns this close together are as good as on a line, and the quotient would be of two zeros.
  const from = sine < 1e-6 ? 1 - t : Math.sin((1 - t) * angle) / sine;
  const to = sign * (sine < 1e-6 ? t : Math.sin(t * angle) / sine);
  return normalised(from * a.x + to * b.x, from * a.y + to * b.y, from * a.z + to * b.z, from * a.w + to * b.w);
}

function normalised(x: number, y: number, z: number, w: number): Rotation {
  const length = Math.hypot(x, y, z, w);
  return { x: x / length, y: y / length, z: z / length, w: w / length };
}
