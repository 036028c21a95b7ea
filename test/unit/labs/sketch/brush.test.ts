import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  type BrushPoint,
  endOf,
  PLAIN_PRESSURE,
  segmentAt,
  segmentsOf,
  type Stroke,
  widthAt,
} from "../../../../src/labs/sketch/brush";

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const point = fc.record({ x: unit, y: unit, pressure: unit });
const strokes = fc
  .array(point, { minLength: 1, maxLength: 30 })
  .map((points): Stroke => ({ tool: "pencil", width: 0.01, points }));

const place = ({ x, y }: BrushPoint) => [x, y];

describe("the curves of a stroke", () => {
  it("lead from its first point to its last without a gap", () => {
    fc.assert(
      fc.property(strokes, (stroke) => {
        const segments = segmentsOf(stroke);
        expect(place(segments[0]?.from ?? { x: -1, y: -1, pressure: 0 })).toEqual(
          place(stroke.points[0] ?? { x: -2, y: -2, pressure: 0 }),
        );
        expect(segments.at(-1)?.to).toEqual(stroke.points.at(-1));
        // The dot at its beginning ends where the first curve begins.
        for (const [i, segment] of segments.slice(1).entries())
          expect(place(segment.from)).toEqual(place(segments[i]?.to ?? segment.to));
      }),
    );
  });

  it("are the same whether they are drawn as the brush moves or all at once", () => {
    fc.assert(
      fc.property(strokes, (stroke) => {
        const live = stroke.points.map((_, i) => segmentAt({ ...stroke, points: stroke.points.slice(0, i + 1) }, i));
        expect([...live, endOf(stroke)].filter((segment) => segment !== null)).toEqual(segmentsOf(stroke));
      }),
    );
  });

  it("of a straight stroke are straight", () => {
    const points = [0, 0.2, 0.5, 0.9].map((x) => ({ x, y: 0.25, pressure: PLAIN_PRESSURE }));
    for (const { from, control, to } of segmentsOf({ tool: "pencil", width: 0.01, points })) {
      expect([from.y, control.y, to.y]).toEqual([0.25, 0.25, 0.25]);
      expect(from.x).toBeLessThanOrEqual(control.x);
      expect(control.x).toBeLessThanOrEqual(to.x);
    }
  });

  it("of a touch are a dot", () => {
    const touch = { x: 0.3, y: 0.4, pressure: 1 };
    expect(segmentsOf({ tool: "eraser", width: 0.02, points: [touch] })).toEqual([
      { from: touch, control: touch, to: touch, width: 0.03 },
    ]);
  });
});

describe("pressure", () => {
  it("widens a line evenly, and by three at most", () => {
    expect(widthAt(0.01, PLAIN_PRESSURE)).toBe(0.01);
    expect(widthAt(0.01, 1) / widthAt(0.01, 0)).toBeCloseTo(3);
    expect(widthAt(0.01, 7)).toBe(widthAt(0.01, 1));
    fc.assert(fc.property(unit, unit, (a, b) => widthAt(1, Math.max(a, b)) >= widthAt(1, Math.min(a, b))));
  });
});
