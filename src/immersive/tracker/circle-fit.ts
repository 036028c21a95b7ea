import type { Mask, Region } from "../../net/dish";
import { meetPlane, rayThrough, type CameraView, type Disc } from "../../space";

/** A circle through part of its rim is believed when that much of it is seen, of 24 sectors. */
const SECTORS = 24;
const ENOUGH = 11;

/** The picture that a region was found in. */
export interface SeenIn {
  readonly view: CameraView;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Whether the picture's edge cuts a region. */
export function isCut({ box }: Region, { width, height }: Pick<Mask, "width" | "height">): boolean {
  return box.x0 <= 0 || box.y0 <= 0 || box.x1 >= width - 1 || box.y1 >= height - 1;
}

/**
 * The disc on the table whose rim a region shows that the picture's edge cuts: its moments would be those of what is left,
 * so a circle is laid through its own edge instead (Kasa's linear fit, on the table, where the rim is round).
 *
 * @param labels of the grid; the region's cells have its label.
 * @returns null where less than half of the rim is in the picture.
 */
export function fitCutDisc(
  region: Region,
  labels: Uint32Array,
  grid: Pick<Mask, "width" | "height">,
  { view, width, height }: SeenIn,
): Disc | null {
  const points: { x: number; z: number }[] = [];
  const add = (cellX: number, cellY: number): void => {
    const ray = rayThrough(view, width, height, (cellX / grid.width) * width, (cellY / grid.height) * height);
    const met = meetPlane(ray, 0);
    if (met !== null) points.push(met);
  };
  const { x0, y0, x1, y1 } = region.box;
  const inside = (x: number, y: number): boolean => labels[y * grid.width + x] === region.label;
  for (let y = y0; y <= y1; y++) {
    for (let x = x0; x <= x1; x++) {
      if (!inside(x, y)) continue;
      // The edge between a cell of the region and one outside; the picture's edge is none.
      if (x > 0 && !inside(x - 1, y)) add(x, y + 0.5);
      if (x < grid.width - 1 && !inside(x + 1, y)) add(x + 1, y + 0.5);
      if (y > 0 && !inside(x, y - 1)) add(x + 0.5, y);
      if (y < grid.height - 1 && !inside(x, y + 1)) add(x + 0.5, y + 1);
    }
  }
  const disc = circleThrough(points);
  if (disc === null) return null;
  const seen = new Set(
    points.map(({ x, z }) => Math.floor((Math.atan2(z - disc.z, x - disc.x) / (2 * Math.PI)) * SECTORS)),
  );
  return seen.size >= ENOUGH ? disc : null;
}

/** The circle with the least sum of (distance^2 - radius^2)^2; null for points on a line. */
function circleThrough(points: readonly { readonly x: number; readonly z: number }[]): Disc | null {
  const n = points.length;
  if (n < 3) return null;
  const mx = points.reduce((sum, { x }) => sum + x, 0) / n;
  const mz = points.reduce((sum, { z }) => sum + z, 0) / n;
  let xx = 0;
  let xz = 0;
  let zz = 0;
  let xq = 0;
  let zq = 0;
  for (const point of points) {
    const x = point.x - mx;
    const z = point.z - mz;
    const q = x * x + z * z;
    xx += x * x;
    xz += x * z;
    zz += z * z;
    xq += x * q;
    zq += z * q;
  }
  const determinant = xx * zz - xz * xz;
  if (determinant < 1e-6 * (xx + zz) ** 2) return null;
  const x = (zz * xq - xz * zq) / (2 * determinant);
  const z = (xx * zq - xz * xq) / (2 * determinant);
  return { x: mx + x, z: mz + z, radius: Math.sqrt(x * x + z * z + (xx + zz) / n) };
}
