import { Matrix4 } from "three";
import type { Square } from "../../segmentation/types";
import type { CameraView } from "../../space";

/** Where on its frame a picture lies, pixels of the frame. */
export interface FramePart {
  readonly roi: Square;
  readonly frameWidth: number;
  readonly frameHeight: number;
}

/** The frame as a whole: a part whose coordinates run over the frame from 0 to 1. */
export const wholeFrame: FramePart = { roi: { cx: 0.5, cy: 0.5, size: 1 }, frameWidth: 1, frameHeight: 1 };

const cameraFromTable = /* @__PURE__ */ new Matrix4();
const clipFromCamera = /* @__PURE__ */ new Matrix4();

/**
 * Writes the matrix that takes points of table space to texture coordinates of a part of a frame: (u w, v w, -, w), u to
 * the right and v down in [0, 1] over the part, w > 0 in front of the camera and, with a perspective projection, the
 * distance along its axis.
 */
export function projectToPart(view: CameraView, { roi, frameWidth, frameHeight }: FramePart, into: Matrix4): void {
  const { cx, cy, size } = roi;
  const x = frameWidth / 2 / size;
  const y = frameHeight / 2 / size;
  const left = (cx - size / 2) / size;
  const top = (cy - size / 2) / size;
  into.set(x, 0, 0, x - left, 0, -y, 0, y - top, 0, 0, 1, 0, 0, 0, 0, 1);
  into.multiply(clipFromCamera.fromArray(view.projection));
  into.multiply(cameraFromTable.fromArray(view.pose).invert());
}

const tableFromDish = /* @__PURE__ */ new Matrix4();

/** Writes the same projection for coordinates whose origin lies on the table at (x, z). */
export function projectFromDish(fromTable: Matrix4, x: number, z: number, into: Matrix4): void {
  into.multiplyMatrices(fromTable, tableFromDish.makeTranslation(x, 0, z));
}
