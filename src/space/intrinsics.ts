import type { Matrix } from "./types";

/** A pinhole camera, in pixels of its pictures: y down, (0, 0) the top left corner of the top left pixel. */
export interface Intrinsics {
  /** Focal lengths. */
  readonly fx: number;
  readonly fy: number;
  /** Where the optical axis meets the picture. */
  readonly cx: number;
  readonly cy: number;
}

/** Of a projection without skew, as browsers give them; off the centre too. */
export function intrinsicsOf(projection: Matrix, width: number, height: number): Intrinsics {
  return {
    fx: (width / 2) * (projection[0] ?? 0),
    fy: (height / 2) * (projection[5] ?? 0),
    cx: (width / 2) * (1 - (projection[8] ?? 0)),
    cy: (height / 2) * (1 + (projection[9] ?? 0)),
  };
}

/**
 * Clip space from camera, as of `XRView.projectionMatrix`, for pictures of `width` x `height` pixels.
 *
 * @param near and `far`, metres, only say what depth becomes in clip space.
 */
export function projectionOf(
  { fx, fy, cx, cy }: Intrinsics,
  width: number,
  height: number,
  near = 0.05,
  far = 20,
): Matrix {
  const out = new Float32Array(16);
  out[0] = (2 * fx) / width;
  out[5] = (2 * fy) / height;
  out[8] = 1 - (2 * cx) / width;
  out[9] = (2 * cy) / height - 1;
  out[10] = (far + near) / (near - far);
  out[11] = -1;
  out[14] = (2 * far * near) / (near - far);
  return out;
}
