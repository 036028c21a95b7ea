import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RateMeter, SampleWindow } from "../../../src/net/meters";

describe("RateMeter", () => {
  test("tells a steady rate, from the first second on", () => {
    const meter = new RateMeter();
    for (let time = 0; time <= 500; time += 50) meter.tick(time);
    expect(meter.rate(500)).toBeCloseTo(20, 5);
    for (let time = 550; time <= 6000; time += 50) meter.tick(time);
    expect(meter.rate(6000)).toBeCloseTo(20, 0);
  });

  test("falls to zero when nothing comes any more", () => {
    const meter = new RateMeter();
    for (let time = 0; time < 1000; time += 100) meter.tick(time);
    expect(meter.rate(1500)).toBeGreaterThan(0);
    expect(meter.rate(3000)).toBe(0);
  });

  test("no or one event is no rate", () => {
    const meter = new RateMeter();
    expect(meter.rate(10)).toBe(0);
    meter.tick(5);
    expect(meter.rate(10)).toBe(0);
  });
});

describe("SampleWindow", () => {
  test("percentiles are those of the sorted last samples", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 80 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (samples, fraction) => {
          const window = new SampleWindow(16);
          for (const sample of samples) window.add(sample);
          const sorted = samples.slice(-16).sort((a, b) => a - b);
          expect(window.percentile(fraction)).toBe(sorted[Math.ceil(fraction * sorted.length) - 1]);
        },
      ),
    );
  });

  test("an empty window says 0", () => {
    const window = new SampleWindow();
    window.add(3);
    window.reset();
    expect(window.percentile(0.95)).toBe(0);
  });
});
