import type { Pose, Quaternion, Triple } from "./types";

/** a after b. */
export function multiply(a: Quaternion, b: Quaternion): Quaternion {
  const [ax, ay, az, aw] = a;
  const [bx, by, bz, bw] = b;
  return [
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
    aw * bw - ax * bx - ay * by - az * bz,
  ];
}

export function conjugate([x, y, z, w]: Quaternion): Quaternion {
  return [-x, -y, -z, w];
}

export function normalise([x, y, z, w]: Quaternion): Quaternion {
  const length = Math.hypot(x, y, z, w);
  return [x / length, y / length, z / length, w / length];
}

export function rotate([x, y, z, w]: Quaternion, [a, b, c]: Triple): Triple {
  // v + 2 q × (q × v + w v)
  const tx = 2 * (y * c - z * b);
  const ty = 2 * (z * a - x * c);
  const tz = 2 * (x * b - y * a);
  return [a + w * tx + y * tz - z * ty, b + w * ty + z * tx - x * tz, c + w * tz + x * ty - y * tx];
}

/** By the length of a vector, radians, about its direction. */
export function fromVector([x, y, z]: Triple): Quaternion {
  const angle = Math.hypot(x, y, z);
  const scale = angle < 1e-9 ? 0.5 : Math.sin(angle / 2) / angle;
  return [x * scale, y * scale, z * scale, Math.cos(angle / 2)];
}

/** The other way of `fromVector`, by the shorter way round. */
export function toVector(quaternion: Quaternion): Triple {
  const [x, y, z, w] =
    quaternion[3] < 0 ? [-quaternion[0], -quaternion[1], -quaternion[2], -quaternion[3]] : quaternion;
  const sine = Math.hypot(x, y, z);
  const scale = sine < 1e-9 ? 2 : (2 * Math.atan2(sine, w)) / sine;
  return [x * scale, y * scale, z * scale];
}

/** Columns of a rotation matrix to a quaternion (Shepperd 1978: by the largest of its four parts). */
export function fromColumns(x: Triple, y: Triple, z: Triple): Quaternion {
  const [m00, m10, m20] = x;
  const [m01, m11, m21] = y;
  const [m02, m12, m22] = z;
  const trace = m00 + m11 + m22;
  if (trace > 0) return normalise([m21 - m12, m02 - m20, m10 - m01, trace + 1]);
  if (m00 >= m11 && m00 >= m22) return normalise([1 + m00 - m11 - m22, m01 + m10, m02 + m20, m21 - m12]);
  if (m11 >= m22) return normalise([m01 + m10, 1 + m11 - m00 - m22, m12 + m21, m02 - m20]);
  return normalise([m02 + m20, m12 + m21, 1 + m22 - m00 - m11, m10 - m01]);
}

export function add(a: Triple, b: Triple): Triple {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function subtract(a: Triple, b: Triple): Triple {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

/** a after b. */
export function compose(a: Pose, b: Pose): Pose {
  return { position: add(a.position, rotate(a.rotation, b.position)), rotation: multiply(a.rotation, b.rotation) };
}

export function invert({ position, rotation }: Pose): Pose {
  const back = conjugate(rotation);
  const [x, y, z] = rotate(back, position);
  return { position: [-x, -y, -z], rotation: back };
}
