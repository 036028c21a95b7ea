import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { pictureError } from "../../../../src/labs/two-way/cycle-error";

const picture = (length: number) => fc.uint8ClampedArray({ minLength: length, maxLength: length });
const pair = fc.integer({ min: 1, max: 40 }).chain((pixels) => fc.tuple(picture(pixels * 4), picture(pixels * 4)));

describe("the error of a picture", () => {
  it("is the mean of its map, the same both ways, and none with itself", () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const { mean, map } = pictureError(a, b);
        expect(map.reduce((sum, value) => sum + value, 0) / map.length).toBeCloseTo(mean, 3);
        expect(pictureError(b, a).mean).toBe(mean);
        expect(pictureError(a, a).mean).toBe(0);
        expect(mean).toBeLessThanOrEqual(255);
      }),
    );
  });

  it("leaves alpha out", () => {
    const a = Uint8ClampedArray.of(10, 20, 30, 255, 0, 0, 0, 0);
    const b = Uint8ClampedArray.of(13, 20, 24, 0, 0, 0, 0, 255);
    expect([...pictureError(a, b).map]).toEqual([3, 0]);
    expect(pictureError(a, b).mean).toBe(1.5);
  });

  it("needs pictures of one size", () => {
    expect(() => pictureError(new Uint8ClampedArray(8), new Uint8ClampedArray(4))).toThrow(RangeError);
  });
});
