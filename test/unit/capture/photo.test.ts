import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitLongestSide } from "../../../src/capture/photo";

describe("fitLongestSide", () => {
  it.each([
    [4032, 3024, 1920, 1440],
    [3024, 4032, 1440, 1920],
    [1920, 1080, 1920, 1080],
    [640, 480, 640, 480],
    [20_000, 3, 1920, 1],
  ])("brings %ix%i to %ix%i", (width, height, toWidth, toHeight) => {
    expect(fitLongestSide(width, height, 1920)).toEqual({ width: toWidth, height: toHeight });
  });

  it("never enlarges, never exceeds, never vanishes", () => {
    const side = fc.integer({ min: 1, max: 30_000 });
    fc.assert(
      fc.property(side, side, (width, height) => {
        const fitted = fitLongestSide(width, height, 1920);
        expect(Math.max(fitted.width, fitted.height)).toBeLessThanOrEqual(1920);
        expect(Math.min(fitted.width, fitted.height)).toBeGreaterThanOrEqual(1);
        expect(fitted.width).toBeLessThanOrEqual(width);
        expect(fitted.height).toBeLessThanOrEqual(height);
      }),
    );
  });
});
