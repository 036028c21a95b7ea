import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { choiceAt } from "../../../src/keep/picture/choices";
import { dishesOf } from "../../../src/keep/photo/dishes-of";
import { likeness, middleOf } from "../../../src/keep/photo/likeness";
import { pairLayout } from "../../../src/keep/photo/pair-layout";
import { photoSizesFor } from "../../../src/keep/photo/sizes";
import type { DishChoices } from "../../../src/session/studio";
import { dishOf } from "../session/fakes";

const weights = (index: number) => Float32Array.from([0, 1, 2], (each) => Number(each === index));

const choices: DishChoices = {
  dishes: [
    { dish: dishOf(1, 160, 240, 200), domain: "curry", steam: 0, weights: weights(1) },
    { dish: dishOf(2, 480, 240, 200), domain: "soup", steam: 0, weights: weights(2) },
  ],
  width: 640,
  height: 480,
  strength: 1,
  otherwise: { domain: "ramen", steam: 0, weights: weights(0) },
};

describe("who is shown as what in a photograph", () => {
  test("a dish is what the live view's dish in its place is, in any number of pixels", () => {
    const at = (cx: number, cy: number, width: number, height: number) =>
      choiceAt(choices, { cx, cy, rx: 10, ry: 10, angle: 0 }, width, height).domain;
    expect(at(160, 240, 640, 480)).toBe("curry");
    expect(at(1040, 760, 2560, 1920)).toBe("ramen");
    expect(at(1900, 980, 2560, 1920)).toBe("soup");
    expect(at(300, 60, 640, 480)).toBe("ramen");
  });

  test("where none is found, the live view's dishes are moved over", () => {
    const [first] = dishesOf([], choices, { width: 1280 });
    expect(first?.roi).toEqual({ cx: 320, cy: 480, size: 400 });
    expect(first?.ellipse).toMatchObject({ cx: 320, cy: 480, rx: 160, ry: 160 });
    const found = [{ ...dishOf(7), confidence: 1 }];
    expect(dishesOf(found, choices, { width: 1280 })).toBe(found);
  });
});

describe("sizes of the generator", () => {
  const fit = (wanted: number) => wanted;

  test("are the largest that the time allows", () => {
    expect(photoSizesFor({ size: 256, ms: 20 }, 2, fit)[0]).toBe(512);
    // 128 pixels in 300 ms are 512 in 4.8 s: for two dishes too long.
    expect(photoSizesFor({ size: 128, ms: 300 }, 2, fit)[0]).toBe(384);
    expect(photoSizesFor({ size: 128, ms: 60_000 }, 4, fit)).toEqual([96]);
    expect(photoSizesFor({ size: 128, ms: 0 }, 1, fit)[0]).toBe(256);
  });

  test("are those of the model, each once", () => {
    expect(photoSizesFor({ size: 256, ms: 20 }, 1, () => 112)).toEqual([112]);
  });
});

describe("a camera's photo", () => {
  test("is cut to the aspect of the stream, around its middle", () => {
    expect(middleOf(4000, 3000, 1280, 720)).toEqual({ left: 0, top: 375, width: 4000, height: 2250 });
    expect(middleOf(4000, 3000, 720, 1280)).toEqual({ left: 1156, top: 0, width: 1688, height: 3000 });
    expect(middleOf(1920, 1080, 1280, 720)).toEqual({ left: 0, top: 0, width: 1920, height: 1080 });
  });

  test("is like a frame with another exposure, and unlike another scene", () => {
    const picture = (value: (i: number) => number) =>
      Uint8ClampedArray.from({ length: 24 * 18 * 4 }, (_, i) => (i % 4 === 3 ? 255 : value(i >> 2)));
    const stripes = picture((i) => (i % 7) * 20);
    expect(
      likeness(
        stripes,
        picture((i) => (i % 7) * 30 + 40),
      ),
    ).toBeGreaterThan(0.95);
    expect(
      likeness(
        stripes,
        picture((i) => (i % 24) * 8),
      ),
    ).toBeLessThan(0.5);
    expect(
      likeness(
        picture(() => 9),
        picture(() => 200),
      ),
    ).toBe(1);
  });
});

describe("the sheet with both pictures", () => {
  test("has them side by side, whole, and is never too large for a canvas", () => {
    fc.assert(
      fc.property(fc.integer({ min: 64, max: 9000 }), fc.integer({ min: 64, max: 9000 }), (width, height) => {
        const layout = pairLayout(width, height, 2);
        expect(layout.width * layout.height).toBeLessThanOrEqual(4096 * 4096 * 1.01);
        const [first, second] = layout.places;
        expect(first?.left).toBe(0);
        expect(second?.left).toBeGreaterThan(layout.pictureWidth);
        expect((second?.left ?? 0) + layout.pictureWidth).toBe(layout.width);
        // Its aspect stays, but for whole pixels.
        expect(Math.abs(layout.pictureWidth / layout.pictureHeight / (width / height) - 1)).toBeLessThan(0.05);
      }),
    );
    expect(pairLayout(640, 480, 1)).toMatchObject({ width: 640, height: 480, pictureWidth: 640 });
  });
});
