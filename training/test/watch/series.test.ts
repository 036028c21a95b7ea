import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { duration, short, tick } from "../../src/watch/page/format";
import { figureNames, figuresAt, seriesOf, smooth } from "../../src/watch/page/series";

const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });

describe("curves", () => {
  it("drop what a killed run logged before it went on from its checkpoint", () => {
    const lines = [1, 2, 3, 4, 3, 4, 5].map((step, index) => ({ step, loss: index }));
    expect(seriesOf(lines, "loss")).toEqual({ steps: [1, 2, 3, 4, 5], values: [0, 1, 4, 5, 6] });
    expect(seriesOf(lines, "accuracy")).toEqual({ steps: [], values: [] });
  });

  it("have steps that rise, whatever was logged", () => {
    const line = fc.record({ step: fc.nat(30), loss: value }, { requiredKeys: ["step"] });
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { steps, values } = seriesOf(lines, "loss");
        expect(values).toHaveLength(steps.length);
        expect(steps.every((step, i) => i === 0 || step > (steps[i - 1] ?? 0))).toBe(true);
        // The last word on a step counts.
        const last = lines.findLast(({ loss }) => loss !== undefined);
        if (last) expect([steps.at(-1), values.at(-1)]).toEqual([last.step, last.loss]);
      }),
    );
  });

  it("are smoothed without leaving their range, and not at all by 0", () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1 }),
        fc.double({ min: 0, max: 0.98, noNaN: true }),
        (values, factor) => {
          const smoothed = smooth(values, factor);
          expect(smoothed[0]).toBeCloseTo(values[0] ?? Number.NaN, 6);
          expect(Math.min(...smoothed)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
          expect(Math.max(...smoothed)).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
          // Zeros may have lost their sign.
          expect(smooth(values, 0).map((each) => each + 0)).toEqual(values.map((each) => each + 0));
        },
      ),
    );
    // By hand: weights 1/4 and 3/4 of what is there, 0.5 * 0 + 0.5 * 4 over 0.75.
    expect(smooth([0, 4], 0.5)[1]).toBeCloseTo(2 / 0.75, 9);
  });

  it("are named in the order of the lines, with what every run has at the end", () => {
    const lines = [{ step: 1, images: 4, generator: 1, tensors: 9, imagesPerSecond: 2 }];
    const held = [{ step: 1, accuracy: 0.5 }];
    expect(figureNames([lines, held])).toEqual(["generator", "accuracy", "imagesPerSecond", "images", "tensors"]);
  });

  it("tell what was known at a step", () => {
    const lines = [
      { step: 10, loss: 1 },
      { step: 10, accuracy: 0.3 },
      { step: 20, loss: 2 },
    ];
    expect(figuresAt(lines, 15)).toEqual({ loss: 1, accuracy: 0.3 });
    expect(figuresAt(lines, 20)).toEqual({ loss: 2, accuracy: 0.3 });
    expect(figuresAt(lines, 5)).toEqual({});
  });
});

describe("figures in words", () => {
  it("are as long as they need to be", () => {
    expect([4, 59, 61, 3599, 7500, 260_000].map(duration)).toEqual([
      "4 s",
      "59 s",
      "1 min",
      "1 h 00 min",
      "2 h 05 min",
      "3 days",
    ]);
    expect([0, 12_345, 0.12345, 0.00001234, 1e9].map(short)).toEqual(["0", "12,345", "0.123", "1.2e-5", "1.0e+9"]);
    expect([tick(0.25, 0.05), tick(11, 0.05), tick(2000, 500), tick(0.00002, 0.00001)]).toEqual([
      "0.25",
      "11",
      "2,000",
      "2.0e-5",
    ]);
  });
});
