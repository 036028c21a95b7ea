import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { MagnitudeHistogram } from "../../src/calibrate/histogram";
import { searchSteps } from "../../src/calibrate/search";
import { chooseStep, stepMethods } from "../../src/calibrate/steps";
import { createRandom } from "../../src/data/random";

const values = fc
  .tuple(
    fc.integer(),
    fc.integer({ min: 200, max: 2000 }),
    fc.double({ min: 0.01, max: 100, noNaN: true }),
    fc.boolean(),
  )
  .map(([seed, length, spread, relu]) => {
    const random = createRandom(seed);
    const next = (): number => random.normal() * spread * (random.chance(0.02) ? 8 : 1);
    return Float32Array.from({ length }, () => (relu ? Math.max(0, next()) : next()));
  });

function histogramOf(...parts: readonly Float32Array[]): MagnitudeHistogram {
  const histogram = new MagnitudeHistogram();
  for (const part of parts) histogram.add(part);
  return histogram;
}

/** What rounding to whole steps and clipping really costs. */
function squareError(data: Float32Array, step: number): number {
  const errors = data.map((value) => (Math.min(127, Math.max(-127, Math.round(value / step))) * step - value) ** 2);
  return errors.reduce((sum, error) => sum + error, 0) / data.length;
}

describe("the histogram of magnitudes", () => {
  it("knows range, quantiles and what lies above, to two bins", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.5, max: 1, noNaN: true }), (data, share) => {
        const histogram = histogramOf(data);
        const sorted = data.map(Math.abs).sort();
        expect(histogram.largest).toBe(Math.max(0, ...data));
        expect(histogram.smallest).toBe(Math.min(0, ...data));
        const wanted = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        const bin = histogram.magnitude / 2048;
        expect(Math.abs(histogram.quantile(share) - wanted)).toBeLessThanOrEqual(bin);
        const above = (limit: number): number => sorted.filter((value) => value > limit).length / sorted.length;
        expect(histogram.above(wanted)).toBeLessThanOrEqual(above(wanted - bin));
        expect(histogram.above(wanted)).toBeGreaterThanOrEqual(above(wanted + bin));
      }),
    );
  });

  it("keeps what it has seen when larger magnitudes come", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 12 }), (data, doublings) => {
        const larger = data.map((value) => value * 2 ** doublings);
        const [parts, whole] = [histogramOf(data, larger), histogramOf(larger, data)];
        expect(parts.magnitude).toBe(whole.magnitude);
        for (const share of [0.5, 0.9, 1]) {
          const apart = Math.abs(parts.quantile(share) - whole.quantile(share));
          expect(apart).toBeLessThanOrEqual(whole.magnitude / 1024);
        }
      }),
    );
  });

  it("foretells the error of a step", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.2, max: 1, noNaN: true }), (data, part) => {
        const histogram = histogramOf(data);
        const step = (histogram.magnitude * part) / 127;
        const [real, told] = [squareError(data, step), histogram.errorOf(step)];
        // Few values beyond the limit weigh much, and each is known to a bin alone.
        expect(told).toBeGreaterThan(real * 0.8 - step ** 2 / 60);
        expect(told).toBeLessThan(real * 1.2 + step ** 2 / 60);
      }),
    );
  });
});

describe("the step of int8 numbers", () => {
  it("reaches the largest magnitude, or as many values as were asked for", () => {
    const data = Float32Array.from({ length: 100_000 }, (_, i) => i / 1000);
    const histogram = histogramOf(data);
    expect((chooseStep(histogram, "max") ?? 0) * 127).toBeCloseTo(99.999, 2);
    expect((chooseStep(histogram, "percentile-99.99") ?? 0) * 127).toBeCloseTo(99.99, 1);
    expect((chooseStep(histogram, "percentile-99.9") ?? 0) * 127).toBeCloseTo(99.9, 1);
  });

  it("of least error errs no more than the others", () => {
    fc.assert(
      fc.property(values, (data) => {
        const histogram = histogramOf(data);
        const errors = stepMethods.map((method) => squareError(data, chooseStep(histogram, method) ?? 1));
        expect(squareError(data, chooseStep(histogram, "mse") ?? 1)).toBeLessThanOrEqual(Math.min(...errors) * 1.1);
      }),
      { numRuns: 30 },
    );
  });

  it("does not exist for zeros alone", () => {
    for (const method of stepMethods) expect(chooseStep(histogramOf(new Float32Array(9)), method)).toBeNull();
  });
});

describe("the search for steps", () => {
  it("comes near each convolution's best, wherever it starts, and tries none that is larger than needed", async () => {
    const positive = fc.double({ min: 0.01, max: 10, noNaN: true });
    await fc.assert(
      fc.asyncProperty(positive, positive, positive, async (start, wanted, limit) => {
        const tried: number[] = [];
        const found = await searchSteps(
          new Map([["a", Math.min(start, limit)]]),
          new Map([["a", limit]]),
          (_, step) => {
            tried.push(step);
            return Promise.resolve(-Math.abs(Math.log(step / wanted)));
          },
        );
        expect(Math.max(...tried)).toBeLessThanOrEqual(limit * 1.00001);
        const ratio = (found.get("a") ?? 0) / Math.min(wanted, limit);
        expect(ratio).toBeGreaterThan(1 / 1.26);
        expect(ratio).toBeLessThan(1.26);
      }),
    );
  });
});
