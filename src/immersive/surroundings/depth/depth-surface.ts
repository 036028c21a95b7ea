import type { Matrix, Vector } from "../../../space";
import type { RoomDepth } from "../../types";
import type { Surface } from "../level";
import type { SightedDishes } from "../sighted-dishes";
import { levelPlane } from "./level-plane";

/** Samples across and down the view: coarse, for a table is large. */
const COLUMNS = 28;
const ROWS = 28;
/** Nearness to a dish of what is looked at: not the dish and its rim, and not the other end of the room. */
const INNER = 1.1;
const OUTER = 2.4;
/** Metres along the view. */
const NEAREST = 0.15;
const FARTHEST = 3;

/**
 * The level surface around the dishes that were seen, by measured depth; null where there is none.
 * @param pose reference space from the depth's view
 */
export function depthSurface(depth: RoomDepth, pose: Matrix, dishes: SightedDishes): Surface | null {
  const points: Vector[] = [];
  const { projection } = depth.view;
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      const [u, v] = [(column + 0.5) / COLUMNS, (row + 0.5) / ROWS];
      const distance = depth.at(u, v);
      if (distance < NEAREST || distance > FARTHEST) continue;
      const point = pointAt(pose, projection, u, v, distance);
      const near = dishes.nearness(point);
      if (near >= INNER && near <= OUTER) points.push(point);
    }
  }
  return levelPlane(points);
}

/** The point at a place of the view and a distance along its -z. */
function pointAt(pose: Matrix, projection: Matrix, u: number, v: number, distance: number): Vector {
  const x = ((2 * u - 1 + (projection[8] ?? 0)) / (projection[0] ?? 1)) * distance;
  const y = ((1 - 2 * v + (projection[9] ?? 0)) / (projection[5] ?? 1)) * distance;
  const place = (axis: number) =>
    (pose[axis] ?? 0) * x + (pose[axis + 4] ?? 0) * y - (pose[axis + 8] ?? 0) * distance + (pose[axis + 12] ?? 0);
  return { x: place(0), y: place(1), z: place(2) };
}
