import { NormalEquations } from "./linear";

/** Nine numbers, row by row: where the points of a plane come to lie in a picture. The last is 1. */
export type Homography = readonly number[];

/**
 * The homography that maps points onto others, by linear least squares (Hartley's normalisation: both sets are centred and
 * scaled first). Null for fewer than four points, and for points on a line.
 * @param from, to Two numbers a point.
 */
export function fitHomography(from: ArrayLike<number>, to: ArrayLike<number>): Homography | null {
  const a = normalisation(from);
  const b = normalisation(to);
  const equations = new NormalEquations(8);
  for (let i = 0; i + 1 < from.length; i += 2) {
    const x = ((from[i] ?? 0) - a.x) * a.scale;
    const y = ((from[i + 1] ?? 0) - a.y) * a.scale;
    const u = ((to[i] ?? 0) - b.x) * b.scale;
    const v = ((to[i + 1] ?? 0) - b.y) * b.scale;
    equations.add([x, y, 1, 0, 0, 0, -u * x, -u * y], u);
    equations.add([0, 0, 0, x, y, 1, -v * x, -v * y], v);
  }
  const h = equations.solve();
  if (h === null) return null;
  const inner = [...h, 1];
  const outer = multiply3([1 / b.scale, 0, b.x, 0, 1 / b.scale, b.y, 0, 0, 1], inner);
  const whole = multiply3(outer, [a.scale, 0, -a.x * a.scale, 0, a.scale, -a.y * a.scale, 0, 0, 1]);
  const last = whole[8] ?? 0;
  return Math.abs(last) < 1e-12 ? null : whole.map((value) => value / last);
}

export function applyHomography(h: Homography, x: number, y: number): readonly [number, number] {
  const [h0 = 0, h1 = 0, h2 = 0, h3 = 0, h4 = 0, h5 = 0, h6 = 0, h7 = 0, h8 = 0] = h;
  const w = h6 * x + h7 * y + h8;
  return [(h0 * x + h1 * y + h2) / w, (h3 * x + h4 * y + h5) / w];
}

function normalisation(points: ArrayLike<number>): { x: number; y: number; scale: number } {
  const count = points.length / 2;
  let x = 0;
  let y = 0;
  for (let i = 0; i < points.length; i += 2) {
    x += (points[i] ?? 0) / count;
    y += (points[i + 1] ?? 0) / count;
  }
  let spread = 0;
  for (let i = 0; i < points.length; i += 2)
    spread += Math.hypot((points[i] ?? 0) - x, (points[i + 1] ?? 0) - y) / count;
  return { x, y, scale: spread > 0 ? Math.SQRT2 / spread : 1 };
}

function multiply3(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: 9 }, (_, i) => {
    const row = 3 * Math.floor(i / 3);
    const column = i % 3;
    return [0, 1, 2].reduce((sum, k) => sum + (a[row + k] ?? 0) * (b[3 * k + column] ?? 0), 0);
  });
}
