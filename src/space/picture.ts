import { invertRigid } from "./rigid";
import type { CameraView, Ray, Vector } from "./types";

/** A place in a picture, pixels, y down, and how far in front of the camera that is. */
export interface Pixel {
  readonly x: number;
  readonly y: number;
  /** Along the camera's -z, metres. */
  readonly depth: number;
}

/** Three rows of four: homogeneous pixels from a point of the space that the view's pose is in; the third is its depth. */
export type PixelMatrix = Float64Array;

const inverse = new Float32Array(16);

/** How a view of pictures of `width` x `height` pixels maps points to pixels. */
export function pixelMatrix(
  { pose, projection }: CameraView,
  width: number,
  height: number,
  out: PixelMatrix = new Float64Array(12),
): PixelMatrix {
  const m = invertRigid(pose, inverse);
  for (let column = 0; column < 4; column++) {
    let x = 0;
    let y = 0;
    let w = 0;
    for (let k = 0; k < 4; k++) {
      const entry = m[4 * column + k] ?? 0;
      x += (projection[4 * k] ?? 0) * entry;
      y += (projection[4 * k + 1] ?? 0) * entry;
      w += (projection[4 * k + 3] ?? 0) * entry;
    }
    out[column] = (width / 2) * (w + x);
    out[column + 4] = (height / 2) * (w - y);
    out[column + 8] = w;
  }
  return out;
}

/** Null behind the camera. The pixel may lie outside the picture. */
export function projectPoint(m: PixelMatrix, { x, y, z }: Vector): Pixel | null {
  const depth = (m[8] ?? 0) * x + (m[9] ?? 0) * y + (m[10] ?? 0) * z + (m[11] ?? 0);
  if (depth <= 0) return null;
  return {
    x: ((m[0] ?? 0) * x + (m[1] ?? 0) * y + (m[2] ?? 0) * z + (m[3] ?? 0)) / depth,
    y: ((m[4] ?? 0) * x + (m[5] ?? 0) * y + (m[6] ?? 0) * z + (m[7] ?? 0)) / depth,
    depth,
  };
}

/** From the camera through a pixel; fractions and places outside the picture are allowed. Of projections without skew. */
export function rayThrough({ pose, projection }: CameraView, width: number, height: number, x: number, y: number): Ray {
  // Camera space at depth 1; the third component is -1.
  const cx = ((2 * x) / width - 1 + (projection[8] ?? 0)) / (projection[0] ?? 1);
  const cy = (1 - (2 * y) / height + (projection[9] ?? 0)) / (projection[5] ?? 1);
  const length = Math.hypot(cx, cy, 1);
  return {
    origin: { x: pose[12] ?? 0, y: pose[13] ?? 0, z: pose[14] ?? 0 },
    direction: {
      x: ((pose[0] ?? 0) * cx + (pose[4] ?? 0) * cy - (pose[8] ?? 0)) / length,
      y: ((pose[1] ?? 0) * cx + (pose[5] ?? 0) * cy - (pose[9] ?? 0)) / length,
      z: ((pose[2] ?? 0) * cx + (pose[6] ?? 0) * cy - (pose[10] ?? 0)) / length,
    },
  };
}

/** Where a ray meets the plane y = `height`; null when it runs along it or away from it. */
export function meetPlane({ origin, direction }: Ray, height: number): Vector | null {
  const along = (height - origin.y) / direction.y;
  if (!(along > 0 && Number.isFinite(along))) return null;
  return { x: origin.x + along * direction.x, y: height, z: origin.z + along * direction.z };
}
