import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pictureRect, pointInPicture, visibleSpan } from "../../../src/ui/geometry";

const side = fc.integer({ min: 1, max: 4000 });

describe("pictureRect", () => {
  test("a picture of the stage's shape fills it either way", () => {
    for (const fit of ["cover", "contain"] as const) {
      expect(pictureRect({ width: 640, height: 360 }, 1280, 720, fit)).toEqual({
        left: 0,
        top: 0,
        width: 1280,
        height: 720,
      });
    }
  });

  test("an upright phone's camera covers the screen", () => {
    const rect = pictureRect({ width: 720, height: 1280 }, 390, 700, "cover");
    expect(rect.width).toBeGreaterThanOrEqual(390);
    expect(rect.height).toBeGreaterThanOrEqual(700 - 1e-9);
  });

  test("whatever the shapes: never squeezed, in the middle, contained within, covering without hiding a third", () => {
    fc.assert(
      fc.property(side, side, side, side, (pictureWidth, pictureHeight, width, height) => {
        const picture = { width: pictureWidth, height: pictureHeight };
        const contained = pictureRect(picture, width, height, "contain");
        const covered = pictureRect(picture, width, height, "cover");
        for (const rect of [contained, covered]) {
          expect(rect.width / rect.height).toBeCloseTo(pictureWidth / pictureHeight, 6);
          expect(rect.left * 2 + rect.width).toBeCloseTo(width, 6);
          expect(rect.top * 2 + rect.height).toBeCloseTo(height, 6);
        }
        expect(contained.width).toBeLessThanOrEqual(width * (1 + 1e-9));
        expect(contained.height).toBeLessThanOrEqual(height * (1 + 1e-9));
        expect(Math.min(1, width / covered.width)).toBeGreaterThanOrEqual(0.65);
        expect(Math.min(1, height / covered.height)).toBeGreaterThanOrEqual(0.65);
      }),
    );
  });
});

describe("visibleSpan", () => {
  test("is all of a contained picture, and the middle of a cut one", () => {
    expect(visibleSpan({ left: 100, top: 0, width: 800, height: 600 }, 1000)).toEqual({ from: 0, to: 1 });
    expect(visibleSpan({ left: -100, top: 0, width: 600, height: 600 }, 400)).toEqual({ from: 1 / 6, to: 5 / 6 });
  });
});

describe("pointInPicture", () => {
  const box = { left: 50, top: 20, width: 200, height: 100 };
  test("is in parts of the picture", () => {
    expect(pointInPicture(box, 100, 70)).toEqual({ x: 0.25, y: 0.5 });
  });
  test("is null beside it", () => {
    expect(pointInPicture(box, 40, 70)).toBeNull();
    expect(pointInPicture(box, 100, 130)).toBeNull();
  });
});
