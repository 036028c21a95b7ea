import type { Matrix, Vector } from "./types";

/** A turn by a unit quaternion. */
export interface Rotation {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly w: number;
}

/** What `multiply`, `invertRigid` and `rigidOf` write to where nothing is given to write to. */
const fresh = (): Matrix => new Float32Array(16);

export function identity(): Matrix {
  const out = fresh();
  out[0] = out[5] = out[10] = out[15] = 1;
  return out;
}

/**
 * The product a x b: what b leads to is led on by a (`table from camera` = `table from room` x `room from camera`).
 *
 * @param out may be neither a nor b.
 */
export function multiply(a: Matrix, b: Matrix, out: Matrix = fresh()): Matrix {
  for (let column = 0; column < 16; column += 4) {
    const b0 = b[column] ?? 0;
    const b1 = b[column + 1] ?? 0;
    const b2 = b[column + 2] ?? 0;
    const b3 = b[column + 3] ?? 0;
    for (let row = 0; row < 4; row++) {
      out[column + row] =
        (a[row] ?? 0) * b0 + (a[row + 4] ?? 0) * b1 + (a[row + 8] ?? 0) * b2 + (a[row + 12] ?? 0) * b3;
    }
  }
  return out;
}

/**
 * The inverse of a rigid transform: rotation transposed, translation turned back. Not for projections.
 *
 * @param out may not be m.
 */
export function invertRigid(m: Matrix, out: Matrix = fresh()): Matrix {
  const x = m[12] ?? 0;
  const y = m[13] ?? 0;
  const z = m[14] ?? 0;
  for (let k = 0; k < 3; k++) {
    const r0 = m[4 * k] ?? 0;
    const r1 = m[4 * k + 1] ?? 0;
    const r2 = m[4 * k + 2] ?? 0;
    out[k] = r0;
    out[k + 4] = r1;
    out[k + 8] = r2;
    out[k + 12] = -(r0 * x + r1 * y + r2 * z);
    out[4 * k + 3] = 0;
  }
  out[15] = 1;
  return out;
}

export function transformPoint(m: Matrix, { x, y, z }: Vector): Vector {
  return {
    x: (m[0] ?? 0) * x + (m[4] ?? 0) * y + (m[8] ?? 0) * z + (m[12] ?? 0),
    y: (m[1] ?? 0) * x + (m[5] ?? 0) * y + (m[9] ?? 0) * z + (m[13] ?? 0),
    z: (m[2] ?? 0) * x + (m[6] ?? 0) * y + (m[10] ?? 0) * z + (m[14] ?? 0),
  };
}

/** Turns a direction, and does not move it. */
export function transformDirection(m: Matrix, { x, y, z }: Vector): Vector {
  return {
    x: (m[0] ?? 0) * x + (m[4] ?? 0) * y + (m[8] ?? 0) * z,
    y: (m[1] ?? 0) * x + (m[5] ?? 0) * y + (m[9] ?? 0) * z,
    z: (m[2] ?? 0) * x + (m[6] ?? 0) * y + (m[10] ?? 0) * z,
  };
}

/** Where a rigid transform puts the origin: a camera's place. */
export function positionOf(m: Matrix): Vector {
  return { x: m[12] ?? 0, y: m[13] ?? 0, z: m[14] ?? 0 };
}

export function rigidOf(position: Vector, { x, y, z, w }: Rotation, out: Matrix = fresh()): Matrix {
  out[0] = 1 - 2 * (y * y + z * z);
  out[1] = 2 * (x * y + w * z);
  out[2] = 2 * (x * z - w * y);
  out[3] = 0;
  out[4] = 2 * (x * y - w * z);
  out[5] = 1 - 2 * (x * x + z * z);
  out[6] = 2 * (y * z + w * x);
  out[7] = 0;
  out[8] = 2 * (x * z + w * y);
  out[9] = 2 * (y * z - w * x);
  out[10] = 1 - 2 * (x * x + y * y);
  out[11] = 0;
  out[12] = position.x;
  out[13] = position.y;
  out[14] = position.z;
  out[15] = 1;
  return out;
}
