import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { axisFilter, resamplePlane } from "../../../../src/net/picture/resample";

const axis = fc.record({
  start: fc.double({ min: -300, max: 300, noNaN: true }),
  step: fc.double({ min: 0.05, max: 12, noNaN: true }),
  source: fc.integer({ min: 1, max: 200 }),
  length: fc.integer({ min: 1, max: 40 }),
});

describe("axisFilter", () => {
  test("reads inside the source, with weights that sum to 1", () => {
    fc.assert(
      fc.property(axis, ({ start, step, source, length }) => {
        const { taps, indices, weights } = axisFilter(start, step, source, length);
        for (let output = 0; output < length; output++) {
          const sum = weights.subarray(output * taps, (output + 1) * taps).reduce((a, b) => a + b, 0);
          expect(sum).toBeCloseTo(1, 4);
        }
        expect(Math.min(...indices)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...indices)).toBeLessThan(source);
      }),
    );
  });

  test("at one to one each sample is itself", () => {
    const { taps, indices, weights } = axisFilter(2, 1, 10, 4);
    const centres = [0, 1, 2, 3].map((output) => {
      const at = [...weights.subarray(output * taps, (output + 1) * taps)].findIndex((weight) => weight > 0.999);
      return indices[output * taps + at];
    });
    expect(centres).toEqual([2, 3, 4, 5]);
  });
});

/** A plane whose rows are longer than the picture, and whose samples lie apart, as in NV12. */
function plane(width: number, height: number, value: (x: number, y: number) => number, step = 1) {
  const stride = width * step + 5;
  const data = new Uint8Array(3 + stride * height).fill(99);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data[3 + y * stride + x * step] = value(x, y);
  }
  return { data, offset: 3, stride, step };
}

describe("resamplePlane", () => {
  test("a plane of one value stays so, whatever lies around it", () => {
    fc.assert(
      fc.property(axis, axis, fc.nat(255), fc.constantFrom(1, 2), (x, y, value, step) => {
        const output = new Float32Array(x.length * y.length).fill(-1);
        resamplePlane(
          plane(x.source, y.source, () => value, step),
          axisFilter(x.start, x.step, x.source, x.length),
          axisFilter(y.start, y.step, y.source, y.length),
          output,
        );
        for (const found of output) expect(found).toBeCloseTo(value, 2);
      }),
      { numRuns: 50 },
    );
  });

  test("a slope keeps its values, shrunk and enlarged", () => {
    const slope = plane(100, 60, (x, y) => x + 2 * y);
    for (const step of [0.5, 1, 2.5]) {
      const size = 8;
      const output = new Float32Array(size * size);
      resamplePlane(slope, axisFilter(30, step, 100, size), axisFilter(20, step, 60, size), output);
      output.forEach((found, index) => {
        // A sample's value is that of its centre.
        const x = 30 + ((index % size) + 0.5) * step - 0.5;
        const y = 20 + (Math.floor(index / size) + 0.5) * step - 0.5;
        expect(Math.abs(found - (x + 2 * y))).toBeLessThan(0.1);
      });
    }
  });

  test("beyond the edge the outermost sample repeats", () => {
    const output = new Float32Array(4);
    resamplePlane(
      plane(2, 1, (x) => (x === 0 ? 10 : 200)),
      axisFilter(-3, 1, 2, 4),
      axisFilter(-9, 1, 1, 1),
      output,
    );
    expect([...output]).toEqual([10, 10, 10, 10]);
  });

  test("fine stripes shrink to their mean", () => {
    const stripes = plane(128, 128, (x) => (x % 2 === 0 ? 0 : 200));
    const output = new Float32Array(16 * 16);
    resamplePlane(stripes, axisFilter(0, 8, 128, 16), axisFilter(0, 8, 128, 16), output);
    // At the ends the outermost stripe repeats.
    const inside = output.filter((_, index) => index % 16 > 0 && index % 16 < 15);
    for (const found of inside) expect(Math.abs(found - 100)).toBeLessThan(2);
  });
});
