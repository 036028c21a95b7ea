import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OneEuroFilter } from "../../../src/net/one-euro";

const OPTIONS = { minCutoff: 1, beta: 0.5, speedCutoff: 1 };

describe("OneEuroFilter", () => {
  it("follows the paper's formulas", () => {
    const filter = new OneEuroFilter(OPTIONS);
    expect(filter.add(2, 0)).toBe(2);
    // Te = 0.1 s: alpha(1 Hz) = 1 / (1 + 1 / (2 pi * 0.1)).
    const alpha = 1 / (1 + 1 / (2 * Math.PI * 0.1));
    const speed = alpha * 10;
    const cutoff = 1 + 0.5 * speed;
    const weight = 1 / (1 + 1 / (2 * Math.PI * cutoff * 0.1));
    expect(filter.add(3, 100)).toBeCloseTo(2 + weight, 12);
    expect(filter.speed).toBeCloseTo(speed, 12);
  });

  it("stays within the range of its samples, and is finite when two have the same time", () => {
    const samples = fc.array(fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.nat({ max: 300 })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(samples, (list) => {
        const filter = new OneEuroFilter(OPTIONS);
        let time = 0;
        for (const [value, step] of list) filter.add(value, (time += step));
        const values = list.map(([value]) => value);
        expect(filter.value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
        expect(filter.value).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
      }),
    );
  });

  it("restarts at a value, at rest", () => {
    const filter = new OneEuroFilter(OPTIONS);
    filter.add(0, 0);
    filter.add(9, 100);
    filter.restart(4, 200);
    expect(filter.value).toBe(4);
    expect(filter.speed).toBe(0);
  });
});
