import fc from "fast-check";
import { expect, test } from "vitest";

import { visiblePart } from "../../../../../src/translator/webgpu/passes/visible";

test("a square inside is taken with a pixel around it", () => {
  expect(visiblePart({ cx: 50, cy: 40, size: 20 }, 100, 80)).toEqual({
    left: 39,
    top: 29,
    width: 22,
    height: 22,
    originX: 1,
    originY: 1,
  });
});

test("a square over the corner begins before the part", () => {
  expect(visiblePart({ cx: 0, cy: 0, size: 20 }, 100, 80)).toEqual({
    left: 0,
    top: 0,
    width: 11,
    height: 11,
    originX: -10,
    originY: -10,
  });
});

test("the part is never empty, never outside, and holds what the square shows", () => {
  const square = fc.record({
    cx: fc.double({ min: -500, max: 1500, noNaN: true }),
    cy: fc.double({ min: -500, max: 1500, noNaN: true }),
    size: fc.double({ min: 1, max: 2000, noNaN: true }),
  });
  const side = fc.integer({ min: 1, max: 1000 });
  fc.assert(
    fc.property(square, side, side, (roi, width, height) => {
      const part = visiblePart(roi, width, height);
      expect(part.width).toBeGreaterThan(0);
      expect(part.height).toBeGreaterThan(0);
      expect(part.left).toBeGreaterThanOrEqual(0);
      expect(part.top).toBeGreaterThanOrEqual(0);
      expect(part.left + part.width).toBeLessThanOrEqual(width);
      expect(part.top + part.height).toBeLessThanOrEqual(height);
      expect(part.left + part.originX).toBeCloseTo(roi.cx - roi.size / 2, 6);
      const right = Math.min(width, roi.cx + roi.size / 2);
      if (right > 0) expect(part.left + part.width).toBeGreaterThanOrEqual(Math.floor(right));
    }),
  );
});
