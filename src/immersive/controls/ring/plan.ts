import type { Sizes } from "./sizes";

/** Between the dish and a target, in diameters. */
const GAP = 0.25;
/** From target to target, in diameters along the ring. */
const PITCH = 1.18;
/** Directions that the ring's curve is made of. */
const STEPS = 120;

/** Places around a dish, as angles from its middle, radians. */
export interface RingPlan {
  /** Diameter of each target. */
  readonly size: number;
  /** x to the right, y up. */
  readonly places: readonly { readonly x: number; readonly y: number }[];
}

/**
 * Puts round targets on a curve around an outline, all at the same distance from it, so that none covers it. Bare geometry in
 * the field of view; the middle (0, 0) lies within the outline.
 *
 * @param outline Points (x, y, x, y, …) close together on a convex line, radians.
 * @param count Of targets.
 * @param extras How many of them, the last, sit at the bottom, beside each other; the others follow clockwise.
 * @param room Angle from the middle that the ring should stay within, for the sake of what else is there.
 */
export function planRing(
  outline: Float32Array,
  count: number,
  extras: number,
  room: number,
  { largest, usual, least, view }: Sizes,
): RingPlan {
  const girth = length(outline);
  // A curve at distance d around a convex outline is longer by 2 pi d.
  const fits = girth / Math.max(1, count * PITCH - 2 * Math.PI * (0.5 + GAP));
  const wanted = Math.min(largest, Math.max(usual, fits));
  const sizes = [wanted, (wanted + usual) / 2, usual, (usual + least) / 2, least];
  for (const [at, size] of sizes.entries()) {
    const distance = Math.max(size * (0.5 + GAP), (count * PITCH * size - girth) / (2 * Math.PI));
    const curve = curveAround(outline, distance);
    const limit = size > usual ? Math.min(room, view) : room;
    if (extent(curve) + size / 2 > limit && at < sizes.length - 1) continue;
    return { size, places: spread(curve, count, extras) };
  }
  return { size: least, places: [] };
}

/** Points (x, y, …) at this distance from the outline, clockwise from the top. */
function curveAround(outline: Float32Array, distance: number): Float32Array {
  const curve = new Float32Array(2 * STEPS);
  for (let step = 0; step < STEPS; step++) {
    const angle = (step / STEPS) * 2 * Math.PI;
    const dx = Math.sin(angle);
    const dy = Math.cos(angle);
    let far = 0;
    for (let i = 0; i < outline.length; i += 2) {
      const x = outline[i] ?? 0;
      const y = outline[i + 1] ?? 0;
      const aside = x * dy - y * dx;
      const under = distance * distance - aside * aside;
      if (under > 0) far = Math.max(far, x * dx + y * dy + Math.sqrt(under));
    }
    curve[2 * step] = dx * far;
    curve[2 * step + 1] = dy * far;
  }
  return curve;
}

function spread(curve: Float32Array, count: number, extras: number): { x: number; y: number }[] {
  const total = length(curve);
  const places: { x: number; y: number }[] = [];
  for (let i = 0; i < count; i++) {
    // The extras' middle is at the bottom, half way round; the first target follows them.
    const turn = (0.5 + (extras / 2 + 0.5 + i) / count) % 1;
    places.push(pointAlong(curve, turn * total));
  }
  return places;
}

/** The point that lies so far along the curve. */
function pointAlong(curve: Float32Array, along: number): { x: number; y: number } {
  let left = along;
  for (let i = 0; i < curve.length; i += 2) {
    const x = curve[i] ?? 0;
    const y = curve[i + 1] ?? 0;
    const next = (i + 2) % curve.length;
    const dx = (curve[next] ?? 0) - x;
    const dy = (curve[next + 1] ?? 0) - y;
    const part = Math.hypot(dx, dy);
    if (left <= part) return { x: x + (dx * left) / part, y: y + (dy * left) / part };
    left -= part;
  }
  return { x: curve[0] ?? 0, y: curve[1] ?? 0 };
}

function length(curve: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < curve.length; i += 2) {
    const next = (i + 2) % curve.length;
    sum += Math.hypot((curve[next] ?? 0) - (curve[i] ?? 0), (curve[next + 1] ?? 0) - (curve[i + 1] ?? 0));
  }
  return sum;
}

function extent(curve: Float32Array): number {
  let far = 0;
  for (let i = 0; i < curve.length; i += 2) far = Math.max(far, Math.hypot(curve[i] ?? 0, curve[i + 1] ?? 0));
  return far;
}
