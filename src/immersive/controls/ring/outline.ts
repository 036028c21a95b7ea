import { Vector2, Vector3 } from "three";
import type { SpaceDish } from "../../types";
import { convexHull, evenly } from "./hull";
import type { Sight } from "./sight";

const RIM_POINTS = 48;
const FOOT_POINTS = 24;
/** Of a dish's foot, in radii of its rim; dishes are narrower below. */
const FOOT = 0.8;
const POINTS = 128;

const point = new Vector3();
const angles = new Vector2();

/** Angles (x, y, x, y, …; radians) of points all along the outline of a dish: its rim, and its foot on the table. */
export function outlineOf({ x, z, radius, rimHeight }: SpaceDish, sight: Sight): Float32Array {
  const points: { x: number; y: number }[] = [];
  for (let i = 0; i < RIM_POINTS + FOOT_POINTS; i++) {
    const onRim = i < RIM_POINTS;
    const turn = onRim ? i / RIM_POINTS : (i - RIM_POINTS) / FOOT_POINTS;
    const distance = onRim ? radius : radius * FOOT;
    const along = turn * 2 * Math.PI;
    point.set(x + Math.cos(along) * distance, onRim ? rimHeight : 0, z + Math.sin(along) * distance);
    sight.toAngles(point, angles);
    points.push({ x: angles.x, y: angles.y });
  }
  return evenly(convexHull(points), POINTS);
}
