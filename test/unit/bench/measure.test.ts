import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { framesPerSample, warmUp } from "../../bench/measure/frames";
import { interleave, roundOrder } from "../../bench/measure/interleave";
import { estimate, median, pairedRatio } from "../../bench/measure/statistics";

const times = fc.array(fc.double({ min: 0.01, max: 1000, noNaN: true }), { minLength: 1, maxLength: 30 });

describe("statistics", () => {
  test("the median is the middle one, or the mean of both", () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  test("an interval holds its median, lies within the samples, and is the same again", () => {
    fc.assert(
      fc.property(times, (samples) => {
        const { median: middle, low, high } = estimate(samples);
        expect(low).toBeLessThanOrEqual(middle);
        expect(high).toBeGreaterThanOrEqual(middle);
        expect(low).toBeGreaterThanOrEqual(Math.min(...samples));
        expect(high).toBeLessThanOrEqual(Math.max(...samples));
        expect(estimate(samples)).toEqual({ median: middle, low, high });
      }),
      { numRuns: 20 },
    );
  });

  test("more samples of the same spread give a narrower interval", () => {
    const spread = (length: number) => Array.from({ length }, (_, index) => 10 + (index % 5));
    const few = estimate(spread(5));
    const many = estimate(spread(200));
    expect(many.high - many.low).toBeLessThan(few.high - few.low);
  });

  test("a paired ratio sees through a machine that slows down for both", () => {
    const slower = [1, 1.5, 2, 4, 8, 3, 7];
    const ratio = pairedRatio(
      slower.map((factor) => 6 * factor),
      slower.map((factor) => 2 * factor),
    );
    expect(ratio).toEqual({ median: 3, low: 3, high: 3 });
    expect(() => pairedRatio([1, 2], [1])).toThrow(/no pairs/);
  });
});

describe("interleaving", () => {
  test("a round goes there and back, and each begins with the next", () => {
    expect(roundOrder(["a", "b"], 0).join("")).toBe("abba");
    expect(roundOrder(["a", "b"], 1).join("")).toBe("baab");
    expect(roundOrder(["a", "b", "c"], 5).join("")).toBe("cabbac");
    expect(roundOrder([], 3)).toEqual([]);
  });

  test("a steady drift is the same for everyone", async () => {
    let clock = 0;
    const contender = (id: string) => ({ id, sample: () => Promise.resolve((clock += 1)) });
    const means = await interleave([contender("a"), contender("b"), contender("c")], {
      most: 4,
      fewest: 4,
      budget: 0,
      now: () => clock,
    });
    expect(means.get("a")).toEqual([3.5, 9.5, 15.5, 21.5]);
    expect(means.get("b")).toEqual(means.get("a"));
    expect(means.get("c")).toEqual(means.get("a"));
  });

  test("rounds end with the budget, but not before the fewest", async () => {
    const run = async (cost: number): Promise<number[]> => {
      let clock = 0;
      const done: number[] = [];
      const sample = (): Promise<number> => Promise.resolve((clock += cost));
      const rounds = { most: 30, fewest: 3, budget: 100, now: () => clock, onRound: (n: number) => done.push(n) };
      const means = await interleave([{ id: "a", sample }], rounds);
      expect(means.get("a")).toHaveLength(done.length);
      return done;
    };
    expect(await run(1000)).toEqual([1, 2, 3]);
    expect(await run(10)).toEqual([1, 2, 3, 4, 5]);
    expect(await run(0.1)).toHaveLength(30);
  });
});

describe("frames", () => {
  const every = (...totals: number[]) => {
    let frame = 0;
    return () => Promise.resolve({ total: totals[frame++] ?? totals.at(-1) ?? 0, script: 0 });
  };

  test("the warm-up leaves the first frames out of what a frame takes", async () => {
    expect(await warmUp(every(900, 50, 10, 10), { frames: 30, budget: 60_000 })).toEqual({ frames: 30, frame: 10 });
  });

  test("a slow machine has a short warm-up, of two frames at least", async () => {
    expect(await warmUp(every(5000, 400), { frames: 30, budget: 1000 })).toEqual({ frames: 2, frame: 400 });
    expect((await warmUp(every(400), { frames: 30, budget: 1000 })).frames).toBe(3);
  });

  test("a sample lasts long enough to be measured", () => {
    expect(framesPerSample(100)).toBe(1);
    expect(framesPerSample(5)).toBe(5);
    expect(framesPerSample(0.001)).toBe(64);
    expect(framesPerSample(0)).toBe(64);
  });
});
