import { type Matrix, rigidOf, type Vector } from "../../space";

/** A piece of a level surface, in the space that poses are asked in (its y is up). */
export interface Surface {
  /** On it, where the dishes are. Metres. */
  readonly point: Vector;
  /** Upwards, of length 1. */
  readonly normal: Vector;
}

/** Tables are level; what is steeper is a wall, a menu or a mistake. */
const LEVEL = Math.cos((15 * Math.PI) / 180);
/**
 * A normal this close to gravity is taken for it: measured normals err by a degree or two, tables stand level within half a
 * degree, and 2 degrees are 1 cm at the edge of a tray.
 */
const UPRIGHT = Math.cos((4 * Math.PI) / 180);

export function isLevel({ y }: Vector): boolean {
  return y >= LEVEL;
}

/** Reference space from table space: y along the normal, turned no more than that takes. */
export function tablePose({ point, normal }: Surface): Matrix {
  if (normal.y >= UPRIGHT) return rigidOf(point, { x: 0, y: 0, z: 0, w: 1 });
  // The shortest turn that leads the y axis to the normal: half way between both.
  const length = Math.hypot(normal.z, normal.x, 1 + normal.y);
  return rigidOf(point, { x: normal.z / length, y: 0, z: -normal.x / length, w: (1 + normal.y) / length });
}

/** Height of a surface where it passes x and z. */
export function heightAt({ point, normal }: Surface, x: number, z: number): number {
  return point.y - (normal.x * (x - point.x) + normal.z * (z - point.z)) / normal.y;
}
