import type { Ray, Vector } from "../../../space";
import type { Disc } from "../targets";

/** A ray that runs along a disc's plane closer than this (sine of the angle) does not meet it. */
const GRAZING = 1e-4;

/**
 * How far from a disc's centre a ray meets the disc's plane, in radii: up to 1 it meets the disc. Infinity where it meets
 * nothing, or only behind its origin.
 */
export function reach(ray: Ray, { centre, normal, radius }: Disc): number {
  const { origin, direction } = ray;
  const x = centre.x - origin.x;
  const y = centre.y - origin.y;
  const z = centre.z - origin.z;
  const slope = direction.x * normal.x + direction.y * normal.y + direction.z * normal.z;
  if (Math.abs(slope) < GRAZING) return Infinity;
  const along = (x * normal.x + y * normal.y + z * normal.z) / slope;
  if (along <= 0) return Infinity;
  return Math.hypot(direction.x * along - x, direction.y * along - y, direction.z * along - z) / radius;
}

/** How far along the ray its nearest point to another point lies, metres; 0 for what is behind it. */
export function alongRay({ origin, direction }: Ray, { x, y, z }: Vector): number {
  const along = (x - origin.x) * direction.x + (y - origin.y) * direction.y + (z - origin.z) * direction.z;
  return Math.max(0, along);
}
