import type { Mask } from "../../../src/net/dish";
import { projectPoint, type PixelMatrix } from "../../../src/space";
import type { TrueDish } from "./dishes";
import type { Random } from "./random";

/** The shipped segmenter's. */
const GRID = 128;
const TURNS = 48;
const SAMPLES = 4;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** How outlines differ from the truth; standard deviations in parts of the dish's width as seen. */
export interface OutlineNoise {
  /** Anew in each mask. */
  readonly place: number;
  readonly size: number;
}

/** What a segmenter marks of dishes: their whole outlines, walls included, on a grid stretched over the frame. */
export function maskOf(
  dishes: readonly TrueDish[],
  matrix: PixelMatrix,
  width: number,
  height: number,
  noise: OutlineNoise,
  random: Random,
): Mask {
  const data = new Uint8Array(GRID * GRID);
  for (const dish of dishes) {
    const corners = hull(outlinePoints(dish, matrix));
    const wide = extent(corners);
    const cx = corners.reduce((sum, { x }) => sum + x, 0) / corners.length;
    const cy = corners.reduce((sum, { y }) => sum + y, 0) / corners.length;
    const moveX = noise.place * wide * random.normal();
    const moveY = noise.place * wide * random.normal();
    const growX = 1 + noise.size * random.normal();
    const growY = 1 + noise.size * random.normal();
    fill(
      corners.map(({ x, y }) => ({
        x: ((cx + (x - cx) * growX + moveX) / width) * GRID,
        y: ((cy + (y - cy) * growY + moveY) / height) * GRID,
      })),
      data,
    );
  }
  return { width: GRID, height: GRID, data };
}

function outlinePoints(dish: TrueDish, matrix: PixelMatrix): Place[] {
  return dish.wall.flatMap(({ radius, height }) =>
    Array.from({ length: TURNS }, (_, k) => {
      const angle = (k * 2 * Math.PI) / TURNS;
      const point = {
        x: dish.x + radius * Math.cos(angle),
        y: dish.base + height,
        z: dish.z + radius * Math.sin(angle),
      };
      return projectPoint(matrix, point);
    }).flatMap((seen) => (seen === null ? [] : [{ x: seen.x, y: seen.y }])),
  );
}

function extent(corners: readonly Place[]): number {
  const xs = corners.map(({ x }) => x);
  const ys = corners.map(({ y }) => y);
  return Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
}

/** Convex hull (Andrew's monotone chain). */
function hull(points: Place[]): Place[] {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const half = (from: readonly Place[]): Place[] => {
    const chain: Place[] = [];
    for (const point of from) {
      for (;;) {
        const a = chain.at(-2);
        const b = chain.at(-1);
        if (a === undefined || b === undefined) break;
        if ((b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0) break;
        chain.pop();
      }
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

/** Fills a convex polygon of grid coordinates; a cell holds the part of it that is covered. */
function fill(corners: readonly Place[], data: Uint8Array): void {
  const rows = new Map<number, [number, number]>();
  corners.forEach((a, k) => {
    const b = corners[(k + 1) % corners.length] ?? a;
    const top = Math.max(0, Math.ceil(Math.min(a.y, b.y) * SAMPLES - 0.5));
    const bottom = Math.min(GRID * SAMPLES - 1, Math.floor(Math.max(a.y, b.y) * SAMPLES - 0.5));
    for (let row = top; row <= bottom; row++) {
      const y = (row + 0.5) / SAMPLES;
      const x = a.y === b.y ? a.x : a.x + ((b.x - a.x) * (y - a.y)) / (b.y - a.y);
      const span = rows.get(row);
      if (span === undefined) rows.set(row, [x, x]);
      else rows.set(row, [Math.min(span[0], x), Math.max(span[1], x)]);
    }
  });
  const sums = new Map<number, number>();
  for (const [row, [left, right]] of rows) {
    const y = Math.floor(row / SAMPLES);
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(GRID, Math.ceil(right)); x++) {
      const covered = Math.min(right, x + 1) - Math.max(left, x);
      if (covered > 0) sums.set(y * GRID + x, (sums.get(y * GRID + x) ?? 0) + covered / SAMPLES);
    }
  }
  for (const [cell, covered] of sums) data[cell] = Math.max(data[cell] ?? 0, Math.round(255 * Math.min(1, covered)));
}
