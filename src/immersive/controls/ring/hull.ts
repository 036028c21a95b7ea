interface Point {
  readonly x: number;
  readonly y: number;
}

/** Corners of the convex hull, in order (Andrew's monotone chain). */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  return [...chain(sorted), ...chain(sorted.toReversed())];
}

/** Half of a hull, without its last corner. */
function chain(points: readonly Point[]): Point[] {
  const corners: Point[] = [];
  for (const point of points) {
    for (;;) {
      const last = corners.at(-1);
      const before = corners.at(-2);
      if (last === undefined || before === undefined || turn(before, last, point) > 0) break;
      corners.pop();
    }
    corners.push(point);
  }
  corners.pop();
  return corners;
}

function turn(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/** Points (x, y, x, y, …) all the same way apart on a closed line through these corners. */
export function evenly(corners: readonly Point[], count: number): Float32Array {
  const ends = corners.map((corner, i) => corners[(i + 1) % corners.length] ?? corner);
  const lengths = corners.map((corner, i) => Math.hypot((ends[i]?.x ?? 0) - corner.x, (ends[i]?.y ?? 0) - corner.y));
  const step = lengths.reduce((sum, length) => sum + length, 0) / count;
  const points = new Float32Array(2 * count);
  let side = 0;
  let along = 0;
  for (let i = 0; i < count; i++) {
    while (side < corners.length - 1 && along > (lengths[side] ?? 0)) along -= lengths[side++] ?? 0;
    const part = along / (lengths[side] || 1);
    const { x, y } = corners[side] ?? { x: 0, y: 0 };
    points[2 * i] = x + ((ends[side]?.x ?? x) - x) * part;
    points[2 * i + 1] = y + ((ends[side]?.y ?? y) - y) * part;
    along += step;
  }
  return points;
}
