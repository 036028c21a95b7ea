import { type Matrix, projectionOf, rigidOf } from "../../../space";
import type { CameraCalibration } from "../known-cameras";

/** Viewer from camera. */
export function offsetOf({ position: [x, y, z], rotation: [qx, qy, qz, qw] }: CameraCalibration): Matrix {
  return rigidOf({ x, y, z }, { x: qx, y: qy, z: qz, w: qw });
}

/**
 * Clip space from camera, for pictures of `width` x `height` pixels. Where they have another shape than those that were
 * measured, they are taken for a part of the same picture at its full width, as cameras cut 16:9 out of 4:3.
 */
export function projectionFor(calibration: CameraCalibration, width: number, height: number): Matrix {
  const { fx, fy, cx, cy, aspect } = calibration;
  const cut = (1 / aspect - height / width) / 2;
  const lens = { fx: fx * width, fy: fy * width, cx: cx * width, cy: (cy - cut) * width };
  return projectionOf(lens, width, height);
}
