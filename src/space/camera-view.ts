import { invertRigid, multiply } from "./rigid";
import type { CameraView, Matrix } from "./types";

/** Where table space lies: number and pose as of `Table`. */
export interface TablePlace {
  readonly id: number;
  /** Reference space from table space, rigid. */
  readonly pose: Matrix;
}

/**
 * The view of a camera that sits firmly on a device.
 *
 * @param device reference space from device (a viewer's pose), rigid.
 * @param offset device from camera, rigid; null where the device's pose is the camera's.
 * @param table null while no table is known: the view then is in the reference space, and its table 0.
 */
export function cameraView(
  device: Matrix,
  offset: Matrix | null,
  projection: Matrix,
  table: TablePlace | null,
): CameraView {
  const camera = offset === null ? device : multiply(device, offset);
  if (table === null) return { pose: camera.slice(), projection, table: 0 };
  return { pose: multiply(invertRigid(table.pose), camera), projection, table: table.id };
}
