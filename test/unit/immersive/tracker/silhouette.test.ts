import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outline } from "../../../../src/immersive/tracker/silhouette";

const rim = fc.double({ min: 0.04, max: 0.15, noNaN: true });
const foot = fc.double({ min: 0.25, max: 0.55, noNaN: true });
const offset = fc.double({ min: 0, max: 2, noNaN: true });

/** Moments of the hull of both circles by asking many points: in it are the points of every circle between the two. */
function counted(footRadius: number, away: number): { shift: number; along: number; across: number } {
  const step = 0.02;
  const sums = { area: 0, t: 0, tt: 0, ss: 0 };
  for (let t = -1 + step / 2; t < away + 1; t += step) {
    for (let s = step / 2; s < 1; s += step) {
      const inside = Array.from({ length: 51 }, (_, k) => k / 50).some(
        (part) => Math.hypot(t - part * away, s) <= 1 + part * (footRadius - 1),
      );
      if (!inside) continue;
      sums.area++;
      sums.t += t;
      sums.tt += t * t;
      sums.ss += s * s;
    }
  }
  const shift = sums.t / sums.area;
  return { shift, along: 2 * Math.sqrt(sums.tt / sums.area - shift ** 2), across: 2 * Math.sqrt(sums.ss / sums.area) };
}

describe("outline", () => {
  it("is the hull of rim and foot", () => {
    for (const [footPart, away] of [
      [0.5, 0.3],
      [0.5, 0.8],
      [0.4, 1.4],
      [0.3, 2.1],
    ] as const) {
      const found = outline(0.1, 0.1 * footPart, 0.1 * away);
      const truth = counted(footPart, away);
      expect(Math.abs(found.shift / 0.1 - truth.shift)).toBeLessThan(0.01);
      expect(Math.abs(found.along / 0.1 - truth.along)).toBeLessThan(0.01);
      expect(Math.abs(found.across / 0.1 - truth.across)).toBeLessThan(0.01);
    }
  });

  it("grows longer, and nearer to the camera, the more of the wall shows", () => {
    fc.assert(
      fc.property(rim, foot, offset, fc.double({ min: 0.05, max: 0.5, noNaN: true }), (radius, part, away, more) => {
        const less = outline(radius, part * radius, away * radius);
        const longer = outline(radius, part * radius, (away + more) * radius);
        expect(longer.shift).toBeGreaterThanOrEqual(less.shift - 1e-9);
        expect(longer.along).toBeGreaterThanOrEqual(less.along - 1e-9);
        expect(longer.across).toBeLessThanOrEqual(less.across + 1e-9);
        // The rim's shadow runs away faster than the wall follows.
        expect(longer.shift - less.shift).toBeLessThan(more * radius);
      }),
    );
  });

  it("is the rim while it hides the wall", () => {
    expect(outline(0.12, 0.05, 0.05)).toEqual({ shift: 0, along: 0.12, across: 0.12 });
  });
});
