import type { Vector } from "../../space";

/**
 * What one frame says of a dish: its outline as a disc **cast on the table** (y = 0) from the camera. Of a rim at height h
 * the true centre lies h / camera.y of the way to the camera, its true radius is smaller by the same part.
 */
export interface Footprint {
  /** Metres. */
  readonly x: number;
  readonly z: number;
  /** Of the circle of the same area. */
  readonly radius: number;
  /**
   * How much longer it is along the line to the camera than across, as a logarithm: a wall that shows below the rim makes it
   * long. Null where only part of it is seen.
   */
  readonly stretch: number | null;
  /** Where the camera stood. */
  readonly camera: Vector;
  /** Of an ordinary sighting, which is 1. */
  readonly weight: number;
}

/** A dish as geometry; metres. */
export interface DishGeometry {
  readonly x: number;
  readonly z: number;
  readonly radius: number;
  readonly rimHeight: number;
}

/** Distance of the centres in radii, plus the change of size: 0 for the same place and size. */
export function footprintCost(
  a: Pick<Footprint, "x" | "z" | "radius">,
  b: Pick<Footprint, "x" | "z" | "radius">,
): number {
  return (
    Math.hypot(b.x - a.x, b.z - a.z) / Math.max(a.radius, b.radius) + 0.5 * Math.abs(Math.log(b.radius / a.radius))
  );
}
