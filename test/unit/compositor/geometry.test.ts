import fc from "fast-check";
import { expect, test } from "vitest";
import { drawingSize, placeSquare } from "../../../src/compositor/geometry";

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

test("a square is drawn where it is, but for its margin and what the divider and the screen's edges cut off", () => {
  const box = { x: 0, y: 0, z: 0, w: 0 };
  const part = { x: 0, y: 0, z: 0, w: 0 };
  const square = { x: 0.25, y: 0.5, z: 0.5, w: 1 };
  const place = (margin: number, divider: number, mirrored: boolean) =>
    placeSquare(square, margin, { divider, mirrored }, box, part);

  expect(place(0, 0, false)).toBe(true);
  expect(box).toEqual({ x: 0.25, y: 0.5, z: 0.75, w: 1 });
  expect(part).toEqual({ x: 0, y: 0, z: 1, w: 0.5 });

  expect(place(0.25, 0, false)).toBe(true);
  expect(box).toEqual({ x: 0.375, y: 0.75, z: 0.625, w: 1 });
  expect(part).toEqual({ x: 0.25, y: 0.25, z: 0.75, w: 0.5 });

  expect(place(0, 0.5, false)).toBe(true);
  expect([box.x, part.x]).toEqual([0.5, 0.5]);
  expect(place(0, 0.75, false)).toBe(false);

  square.x = 0;
  expect(place(0, 0, true)).toBe(true);
  expect([box.x, box.z]).toEqual([0.5, 1]);
  expect([part.x, part.z]).toEqual([1, 0]);
  expect(place(0, 0.75, true)).toBe(true);
  expect([box.x, part.x, part.z]).toEqual([0.75, 0.5, 0]);
});

test("what is drawn of a square lies where the square has it", () => {
  const box = { x: 0, y: 0, z: 0, w: 0 };
  const part = { x: 0, y: 0, z: 0, w: 0 };
  const place = fc.double({ min: -0.5, max: 1, noNaN: true });
  const side = fc.double({ min: 0.01, max: 2, noNaN: true });
  const divider = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(place, place, side, side, divider, fc.boolean(), (x, y, z, w, cut, mirrored) => {
      if (!placeSquare({ x, y, z, w }, 0.002, { divider: cut, mirrored }, box, part)) return;
      for (const [onScreen, inPart] of [
        [box.x, part.x],
        [box.z, part.z],
      ] as const) {
        expect(onScreen).toBeGreaterThanOrEqual(cut);
        expect(x + inPart * z).toBeCloseTo(mirrored ? 1 - onScreen : onScreen, 6);
        expect(inPart).toBeGreaterThanOrEqual(0.002 - 1e-9);
        expect(inPart).toBeLessThanOrEqual(0.998 + 1e-9);
      }
      expect(y + part.y * w).toBeCloseTo(box.y, 6);
      expect(y + part.w * w).toBeCloseTo(box.w, 6);
    }),
  );
});
