/** Rigid transform or projection: 16 numbers, column-major, as in WebXR's `XRRigidTransform.matrix`. Metres. */
export type Matrix = Float32Array;

/** Metres; in table space unless something else is said: the origin on the table, y up from it. */
export interface Vector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A half line. */
export interface Ray {
  readonly origin: Vector;
  /** Of length 1. */
  readonly direction: Vector;
}

/**
 * From where, and with what lens, a frame was taken. Poses are in **table space**: its origin lies on the table that
 * the dishes stand on, its y axis is the table's normal, and an anchor keeps it there, so that a pose of a second ago
 * still says where the camera stood beside the table, whatever the headset has learned about the room since.
 */
export interface CameraView {
  /** Table space from camera, rigid. The camera looks along its -z, its y is up (WebXR, section 5.4 "views"). */
  readonly pose: Matrix;
  /** Clip space from camera, as of `XRView.projectionMatrix`: the frame's left is x = -1, its top y = 1. */
  readonly projection: Matrix;
  /** Number of the table space; it counts up from 1 whenever another table is taken. 0: no table is known, the pose is in the reference space. */
  readonly table: number;
}
