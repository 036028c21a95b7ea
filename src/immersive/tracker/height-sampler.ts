import type { Ellipse } from "../../net/dish";
import type { HeightField, RoomDepth } from "../types";
import type { DishGeometry } from "./footprint";

/** One measure of a dish's surface. */
export interface HeightSample extends HeightField {
  /** Metres. */
  readonly rimHeight: number;
  /** The rim lies where it was looked for. If not, its height is a guess, which tells where to look, and the rest is nothing. */
  readonly inPlace: boolean;
}

const RINGS = 6;
const SECTORS = 12;
/** Samples along each side of the dish's box in the picture. */
const GRID = 32;
/** Somewhat more than the dish, so that its rim is in it whatever the radius is wrong by. */
const REACH = 1.06;
/** What is looked at for the rim, from here on, in radii. */
const RIM_FROM = 0.78;
/** In each sector the rim is where so many of the samples lie below: the others are beside it, on food, wall or table. */
const RIM_SHARE = 0.9;
/** Where it is lower than this part of the highest of the dish, no rim is; in so many sectors, it is not where it is looked for. */
const LOW_RIM = 0.4;
const LOW_SECTORS = 0.25;
/** The highest of a dish: so much of it lies below. */
const TOP = 0.96;
/** Higher above the rim than this, metres, is something before the dish; so much of it, and it is not measured. */
const BEFORE = 0.06;
const BEFORE_SHARE = 0.15;
/** Depth this far below the table is wrong, metres. */
const BELOW = -0.02;
/** A measure needs so many samples. */
const FEWEST = 60;

/** Reads the heights of a dish out of measured distances. Its lists are reused. */
export class HeightSampler {
  private readonly cells = Array.from({ length: RINGS * SECTORS }, (): number[] => []);
  private readonly rims = Array.from({ length: SECTORS }, (): number[] => []);

  /**
   * @param ellipse the rim, in normalised view coordinates.
   * @returns null where depth says too little.
   */
  sample(depth: RoomDepth, dish: DishGeometry, ellipse: Ellipse): HeightSample | "obstructed" | null {
    for (const cell of this.cells) cell.length = 0;
    for (const rim of this.rims) rim.length = 0;
    const { used, before } = this.collect(depth, dish, ellipse);
    if (before > BEFORE_SHARE * (used + before)) return "obstructed";
    const rims = this.rims.flatMap((heights) => quantile(heights, RIM_SHARE) ?? []);
    if (used < FEWEST || rims.length < SECTORS / 2) return null;
    const heights = new Float32Array(RINGS * SECTORS);
    const middle = quantile(this.cells.slice(0, SECTORS).flat(), 0.5);
    for (let ring = 0; ring < RINGS; ring++) {
      const inner = ring === 0 ? (middle ?? 0) : (heights[(ring - 1) * SECTORS] ?? 0);
      const around = quantile(this.cells.slice(ring * SECTORS, (ring + 1) * SECTORS).flat(), 0.5) ?? inner;
      for (let sector = 0; sector < SECTORS; sector++) {
        const at = ring * SECTORS + sector;
        const own = ring === 0 ? middle : quantile(this.cells[at] ?? [], 0.5);
        heights[at] = Math.max(0, own ?? around);
      }
    }
    const top = quantile(this.cells.flat(), TOP) ?? 0;
    const low = rims.filter((rim) => rim < LOW_RIM * top).length;
    const inPlace = low <= LOW_SECTORS * rims.length;
    const rimHeight = Math.max(0, inPlace ? (quantile(rims, 0.5) ?? 0) : top);
    return { rings: RINGS, sectors: SECTORS, heights, rimHeight, inPlace };
  }

  /** Sorts the samples by where on the dish they lie. */
  private collect(
    depth: RoomDepth,
    { x, z, radius, rimHeight }: DishGeometry,
    { cx, cy, rx, ry, angle }: Ellipse,
  ): { used: number; before: number } {
    const { pose, projection } = depth.view;
    const halfX = REACH * Math.hypot(rx * Math.cos(angle), ry * Math.sin(angle));
    const halfY = REACH * Math.hypot(rx * Math.sin(angle), ry * Math.cos(angle));
    let used = 0;
    let before = 0;
    for (let row = 0; row < GRID; row++) {
      for (let column = 0; column < GRID; column++) {
        const u = cx + halfX * ((2 * column + 1) / GRID - 1);
        const v = cy + halfY * ((2 * row + 1) / GRID - 1);
        const metres = depth.at(u, v);
        if (!(metres > 0)) continue;
        const across = ((2 * u - 1 + (projection[8] ?? 0)) / (projection[0] ?? 1)) * metres;
        const up = ((1 - 2 * v + (projection[9] ?? 0)) / (projection[5] ?? 1)) * metres;
        const px = (pose[0] ?? 0) * across + (pose[4] ?? 0) * up - (pose[8] ?? 0) * metres + (pose[12] ?? 0);
        const py = (pose[1] ?? 0) * across + (pose[5] ?? 0) * up - (pose[9] ?? 0) * metres + (pose[13] ?? 0);
        const pz = (pose[2] ?? 0) * across + (pose[6] ?? 0) * up - (pose[10] ?? 0) * metres + (pose[14] ?? 0);
        if (py > rimHeight + BEFORE) {
          before++;
          continue;
        }
        const part = Math.hypot(px - x, pz - z) / radius;
        if (part > REACH || py < BELOW) continue;
        used++;
        const ring = Math.round(part * (RINGS - 1));
        const turn = Math.atan2(pz - z, px - x) / (2 * Math.PI);
        const sector = Math.round((turn - Math.floor(turn)) * SECTORS) % SECTORS;
        if (part >= RIM_FROM) this.rims[sector]?.push(py);
        if (part > 1) continue;
        this.cells[ring * SECTORS + sector]?.push(py);
      }
    }
    return { used, before };
  }
}

/** The value that `share` of the values lie below; undefined of none. */
function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
