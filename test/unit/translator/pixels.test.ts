import fc from "fast-check";
import { expect, test } from "vitest";

import { outputToPixels, pixelsToInput } from "../../../src/translator/pixels";

test("black and white are the ends of the range", () => {
  const input = new Float32Array(6);
  pixelsToInput(Uint8ClampedArray.of(0, 0, 0, 255, 255, 255, 255, 0), input);
  expect([...input]).toEqual([-1, -1, -1, 1, 1, 1]);
});

test("every colour comes back as it went, opaque", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(255), { minLength: 3, maxLength: 3 }), fc.nat(255), (rgb, alpha) => {
      const input = new Float32Array(3);
      pixelsToInput(Uint8ClampedArray.of(...rgb, alpha), input);
      const pixels = new Uint8ClampedArray(4);
      outputToPixels(input, pixels);
      expect([...pixels]).toEqual([...rgb, 255]);
    }),
  );
});

test("what is beyond the range is clamped", () => {
  const pixels = new Uint8ClampedArray(4);
  outputToPixels([-1.2, 3, 0], pixels);
  expect([...pixels]).toEqual([0, 255, 128, 255]);
});
