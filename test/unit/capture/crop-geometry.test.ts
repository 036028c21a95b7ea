import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisSpans, type Span } from "../../../src/capture/crop-geometry";

describe("axisSpans", () => {
  it("is one span inside the picture", () => {
    expect(axisSpans(300, 680, 1280, 128)).toEqual([{ from: 300, length: 680, to: 0, toLength: 128 }]);
  });

  it("repeats the outermost pixels on both sides", () => {
    expect(axisSpans(-50, 200, 100, 100)).toEqual([
      { from: 0, length: 1, to: 0, toLength: 25 },
      { from: 0, length: 100, to: 25, toLength: 50 },
      { from: 99, length: 1, to: 75, toLength: 25 },
    ]);
  });

  it("keeps whole pixels where the picture ends between two", () => {
    const [margin, inside] = axisSpans(-50, 400, 1000, 128);
    expect(margin).toEqual({ from: 0, length: 1, to: 0, toLength: 16 });
    expect(inside).toEqual({ from: 0, length: 350, to: 16, toLength: 112 });
    expect(axisSpans(-49, 400, 1000, 128)[1]?.from).toBeCloseTo(1, 10);
  });

  it("is margin alone beside the picture", () => {
    expect(axisSpans(2000, 100, 1280, 64)).toEqual([{ from: 1279, length: 1, to: 0, toLength: 64 }]);
    expect(axisSpans(-200, 100, 1280, 64)).toEqual([{ from: 0, length: 1, to: 0, toLength: 64 }]);
  });

  it("covers the crop exactly, from inside the picture, at the region's own scale", () => {
    const regions = fc.record({
      start: fc.double({ min: -3000, max: 3000, noNaN: true }),
      side: fc.double({ min: 1, max: 4000, noNaN: true }),
      length: fc.integer({ min: 1, max: 4000 }),
      size: fc.integer({ min: 1, max: 512 }),
    });
    fc.assert(
      fc.property(regions, ({ start, side, length, size }) => {
        const spans = axisSpans(start, side, length, size);
        let covered = 0;
        for (const span of spans) {
          expect(span.to).toBe(covered);
          expect(Number.isInteger(span.toLength)).toBe(true);
          expect(span.toLength).toBeGreaterThan(0);
          expect(span.from).toBeGreaterThanOrEqual(-1e-6);
          expect(span.from + span.length).toBeLessThanOrEqual(length + 1e-6);
          covered += span.toLength;
        }
        const isMargin = (span: Span) => span.length === 1 && (span.from === 0 || span.from === length - 1);
        for (const span of spans.filter((one) => !isMargin(one))) {
          expect(span.length / span.toLength).toBeCloseTo(side / size, 6);
          expect(span.from).toBeCloseTo(start + (span.to * side) / size, 6);
        }
        expect(covered).toBe(size);
      }),
    );
  });
});
