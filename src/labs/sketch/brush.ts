/** Where a brush was: shares of the sketch's side from its left and its top, and the pressure in [0, 1]. */
export interface BrushPoint {
  readonly x: number;
  readonly y: number;
  readonly pressure: number;
}

export type Tool = "pencil" | "eraser";

/** One movement of a brush, from where it was put down to where it was lifted. */
export interface Stroke {
  readonly tool: Tool;
  /** At half pressure, a share of the sketch's side. */
  readonly width: number;
  readonly points: readonly BrushPoint[];
}

/** A quadratic curve of one width. */
export interface Segment {
  readonly from: BrushPoint;
  readonly control: BrushPoint;
  readonly to: BrushPoint;
  readonly width: number;
}

/** Pressure of what feels none, such as a mouse. */
export const PLAIN_PRESSURE = 0.5;

/** A brush pressed hard is three times as wide as one that hardly touches, and as wide as it is called in the middle. */
export function widthAt(width: number, pressure: number): number {
  return width * (0.5 + Math.min(Math.max(pressure, 0), 1));
}

/**
 * The curve that a stroke gains with its point `index`: from the middle before the last point to the middle after it, around
 * that point. The curves of a stroke meet in those middles with one tangent. The first point makes a dot.
 */
export function segmentAt({ points, width }: Stroke, index: number): Segment | null {
  const here = points[index];
  if (here === undefined) return null;
  const before = points[index - 1];
  if (before === undefined) return { from: here, control: here, to: here, width: widthAt(width, here.pressure) };
  const beforeThat = points[index - 2];
  const to = middle(before, here);
  const from = beforeThat === undefined ? before : middle(beforeThat, before);
  return { from, control: before, to, width: widthAt(width, before.pressure) };
}

/** The last half step of a stroke, which is drawn when the brush is lifted; null for a dot. */
export function endOf({ points, width }: Stroke): Segment | null {
  const [before, last] = points.slice(-2);
  if (before === undefined || last === undefined) return null;
  return { from: middle(before, last), control: last, to: last, width: widthAt(width, last.pressure) };
}

/** All curves of a whole stroke, in order. */
export function segmentsOf(stroke: Stroke): Segment[] {
  const curves = stroke.points.map((_, index) => segmentAt(stroke, index));
  return [...curves, endOf(stroke)].filter((segment) => segment !== null);
}

function middle(a: BrushPoint, b: BrushPoint): BrushPoint {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, pressure: (a.pressure + b.pressure) / 2 };
}
