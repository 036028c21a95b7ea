import { Matrix4, Vector3 } from "three";

/** Of the square room, metres. */
export const HALF_ROOM = 3;
export const ROOM_HEIGHT = 2.6;

/** The table top, metres. */
export const TABLE = { x: 0, z: -0.6, width: 1.3, depth: 0.75, height: 0.72 } as const;

/** A flat surface that devices find: its y axis is the normal, its rectangle lies in x and z. */
export interface RoomPlane {
  readonly label: "table" | "floor" | "wall";
  /** Room from plane. */
  readonly pose: Matrix4;
  /** Half of the rectangle's sides. */
  readonly halfX: number;
  readonly halfZ: number;
}

export const PLANES: readonly RoomPlane[] = [
  plane("table", new Vector3(TABLE.x, TABLE.height, TABLE.z), new Matrix4(), TABLE.width / 2, TABLE.depth / 2),
  plane("floor", new Vector3(), new Matrix4(), HALF_ROOM, HALF_ROOM),
  wall(0, -HALF_ROOM, 0),
  wall(-HALF_ROOM, 0, Math.PI / 2),
  wall(HALF_ROOM, 0, -Math.PI / 2),
  wall(0, HALF_ROOM, Math.PI),
];

/**
 * Where a ray meets the planes, nearest first: poses whose y axis is the plane's normal, as hit tests give them.
 * @param ray Room from ray, column-major; the ray goes along -z.
 */
export function hitPlanes(ray: ArrayLike<number>): Float32Array[] {
  const matrix = new Matrix4().fromArray(Array.from(ray));
  const origin = new Vector3().setFromMatrixPosition(matrix);
  const direction = new Vector3(0, 0, -1).transformDirection(matrix);
  const hits: { distance: number; pose: Float32Array }[] = [];
  for (const { pose, halfX, halfZ } of PLANES) {
    const inverse = pose.clone().invert();
    const from = origin.clone().applyMatrix4(inverse);
    const along = direction.clone().transformDirection(inverse);
    const distance = -from.y / along.y;
    // From above alone: nobody looks through a table from below.
    if (along.y >= 0 || !(distance > 0)) continue;
    const at = from.addScaledVector(along, distance);
    if (Math.abs(at.x) > halfX || Math.abs(at.z) > halfZ) continue;
    const hit = pose.clone().multiply(new Matrix4().makeTranslation(at.x, 0, at.z));
    hits.push({ distance, pose: new Float32Array(hit.elements) });
  }
  return hits.sort((a, b) => a.distance - b.distance).map(({ pose }) => pose);
}

function wall(x: number, z: number, turn: number): RoomPlane {
  const facing = new Matrix4().makeRotationY(turn).multiply(new Matrix4().makeRotationX(Math.PI / 2));
  return plane("wall", new Vector3(x, ROOM_HEIGHT / 2, z), facing, HALF_ROOM, ROOM_HEIGHT / 2);
}

function plane(label: RoomPlane["label"], position: Vector3, facing: Matrix4, halfX: number, halfZ: number): RoomPlane {
  return { label, pose: facing.clone().setPosition(position), halfX, halfZ };
}
