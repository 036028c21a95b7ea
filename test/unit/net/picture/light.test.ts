import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lightGains, type LightSources } from "../../../../src/net/picture/light";
import { light, lightGrid } from "../../../../src/net/picture/look";

const side = light.samples;

type Paint = (x: number, y: number) => readonly [number, number, number, number?];

function painted(size: number, paint: Paint): Uint8ClampedArray {
  const data = new Uint8ClampedArray(size * size * 4);
  for (let i = 0; i < size * size; i++) {
    const [r, g, b, a = 255] = paint(((i % size) + 0.5) / size, (Math.floor(i / size) + 0.5) / size);
    data.set([r, g, b, a], i * 4);
  }
  return data;
}

function sourcesOf(frame: Paint, patch: Paint, mask = new Uint8Array(16).fill(255)): LightSources {
  return {
    frame: painted(side, frame),
    patch: painted(24, patch),
    size: 24,
    mask: { width: 4, height: 4, data: mask },
    maskRect: { x: 0, y: 0, z: 1, w: 1 },
  };
}

function cell(gains: Float32Array, column: number, row: number): number[] {
  return [...gains.subarray((row * lightGrid + column) * 3, (row * lightGrid + column) * 3 + 3)];
}

describe("lightGains", () => {
  test("are 1 where the light is the same, and at strength 0 whatever it is", () => {
    const same = lightGains(
      sourcesOf(
        () => [120, 90, 60],
        () => [120, 90, 60],
      ),
      1,
    );
    for (const gain of same) expect(gain).toBeCloseTo(1, 5);
    const off = lightGains(
      sourcesOf(
        () => [10, 10, 10],
        () => [200, 90, 60],
      ),
      0,
    );
    expect([...new Set(off)]).toEqual([1]);
  });

  test("make a dish dark in the dark, by the ratio above the floor", () => {
    const gains = lightGains(
      sourcesOf(
        () => [60, 60, 60],
        () => [120, 120, 120],
      ),
      1,
    );
    const wanted = (60 / 255 + light.floorLuminance) / (120 / 255 + light.floorLuminance);
    for (const gain of gains) expect(gain).toBeCloseTo(wanted, 4);
  });

  test("are brighter on the side of a window", () => {
    const gains = lightGains(
      sourcesOf(
        (x) => (x < 0.5 ? [200, 200, 200] : [60, 60, 60]),
        () => [120, 120, 120],
      ),
      1,
    );
    expect(cell(gains, 1, 4)[0]).toBeGreaterThan((cell(gains, 6, 4)[0] ?? 9) * 1.2);
  });

  test("see nothing beyond the mask and beyond the frame", () => {
    const left = new Uint8Array(16);
    for (let row = 0; row < 4; row++) left.fill(255, row * 4, row * 4 + 2);
    const frame = (beyond: readonly [number, number, number, number?]): Paint => {
      return (x) => (x < 0.5 ? [90, 80, 70] : beyond);
    };
    const patch: Paint = () => [100, 100, 100];
    const masked = lightGains(sourcesOf(frame([255, 255, 255]), patch, left), 1);
    expect(masked).toEqual(lightGains(sourcesOf(frame([0, 0, 0]), patch, left), 1));
    const cut = lightGains(sourcesOf(frame([255, 255, 255, 0]), patch), 1);
    expect(cut).toEqual(lightGains(sourcesOf(frame([0, 0, 0, 0]), patch), 1));
  });

  test("stay within their limits, and are numbers even where there is no dish", () => {
    const colour = fc.tuple(fc.integer({ max: 255, min: 0 }), fc.nat(255), fc.nat(255));
    const most = light.exposureLimit * light.shadingLimit * light.tintLimit;
    fc.assert(
      fc.property(colour, colour, colour, fc.uint8Array({ minLength: 16, maxLength: 16 }), (a, b, c, mask) => {
        const gains = lightGains(
          sourcesOf(
            (x) => (x < 0.4 ? a : b),
            () => c,
            mask,
          ),
          1,
        );
        expect(Math.max(...gains)).toBeLessThanOrEqual(most * 1.0001);
        expect(Math.min(...gains)).toBeGreaterThanOrEqual(0.9999 / most);
      }),
      { numRuns: 50 },
    );
    const none = lightGains(
      sourcesOf(
        () => [0, 0, 0],
        () => [255, 255, 255],
        new Uint8Array(16),
      ),
      1,
    );
    expect(none.every(Number.isFinite)).toBe(true);
  });
});
