import fc from "fast-check";
import { projectionOf, rigidOf, type CameraView, type Matrix, type Vector } from "../../../src/space";
import { lookAt } from "../../bench/registration/head-path";

export const WIDTH = 640;
export const HEIGHT = 480;

const metres = (min: number, max: number) => fc.double({ min, max, noNaN: true });

export const point: fc.Arbitrary<Vector> = fc.record({ x: metres(-1, 1), y: metres(-1, 1), z: metres(-1, 1) });

/** Any turn and place. */
export const rigid: fc.Arbitrary<Matrix> = fc
  .tuple(point, metres(-1, 1), metres(-1, 1), metres(-1, 1), metres(-1, 1))
  .filter(([, x, y, z, w]) => Math.hypot(x, y, z, w) > 0.1)
  .map(([position, x, y, z, w]) => {
    const length = Math.hypot(x, y, z, w);
    return rigidOf(position, { x: x / length, y: y / length, z: z / length, w: w / length });
  });

/** A lens of ordinary width, its middle off the picture's middle. */
export const projection: fc.Arbitrary<Matrix> = fc
  .tuple(metres(350, 800), metres(0.95, 1.05), metres(-60, 60), metres(-60, 60))
  .map(([fx, aspect, dx, dy]) =>
    projectionOf({ fx, fy: fx * aspect, cx: WIDTH / 2 + dx, cy: HEIGHT / 2 + dy }, WIDTH, HEIGHT),
  );

/** Somebody at a table: 0.3 to 1.2 m from the origin, 25 to 75 degrees up. */
export const seated: fc.Arbitrary<CameraView> = fc
  .tuple(metres(0.3, 1.2), metres(25, 75), metres(-180, 180), projection)
  .map(([distance, elevation, azimuth, lens]) => {
    const e = (elevation * Math.PI) / 180;
    const a = (azimuth * Math.PI) / 180;
    const from = {
      x: distance * Math.cos(e) * Math.sin(a),
      y: distance * Math.sin(e),
      z: distance * Math.cos(e) * Math.cos(a),
    };
    return { pose: lookAt(from, { x: 0, y: 0, z: 0 }), projection: lens, table: 1 };
  });
