import fc from "fast-check";
import { expect, test } from "vitest";
import { drawingSize, squareToRect } from "../../../src/compositor/geometry";

test("a square becomes a rectangle of the picture", () => {
  const rect = { x: 0, y: 0, z: 0, w: 0 };
  squareToRect({ cx: 100, cy: 50, size: 40 }, 200, 100, rect);
  expect(rect).toEqual({ x: 0.4, y: 0.3, z: 0.2, w: 0.4 });
  squareToRect({ cx: 0, cy: 0, size: 40 }, 200, 100, rect);
  expect(rect).toEqual({ x: -0.1, y: -0.2, z: 0.2, w: 0.4 });
});

test("a drawing has the size of its picture up to the limit, and its shape beyond", () => {
  expect(drawingSize(1280, 720, 1920)).toEqual([1280, 720]);
  expect(drawingSize(1920, 1080, 1920)).toEqual([1920, 1080]);
  expect(drawingSize(4032, 3024, 1920)).toEqual([1920, 1440]);
  expect(drawingSize(10_000, 1, 1920)).toEqual([1920, 1]);
  const side = fc.integer({ min: 1, max: 10_000 });
  fc.assert(
    fc.property(side, side, (width, height) => {
      const [w, h] = drawingSize(width, height, 1920);
      expect(Math.max(w, h)).toBeLessThanOrEqual(1920);
      // Half a pixel of rounding on each side.
      expect(Math.abs(w * height - h * width)).toBeLessThanOrEqual((width + height) / 2 + Math.max(width, height));
    }),
  );
});
