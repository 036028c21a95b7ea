import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { DishTile } from "../../src/translate/dish-painter";
import { FlickerMeter } from "../../src/translate/flicker";
import type { RawPicture } from "../../src/translate/raw-picture";

const SIDE = 8;

/** A frame of one level, but for the dish, the square of four pixels in the middle. */
function frame(table: number, dish = table): RawPicture {
  const isDish = (at: number): boolean => at >= 2 && at < 6;
  const data = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return isDish(pixel % SIDE) && isDish(Math.floor(pixel / SIDE)) ? dish : table;
  });
  return { width: SIDE, height: SIDE, channels: 3, data };
}

const tile = (alpha = 255): DishTile => ({ left: 2, top: 2, side: 4, data: new Uint8ClampedArray(64).fill(alpha) });

describe("flicker", () => {
  it("is 0 for a film that is shown as it is, and for a dish that stays still", () => {
    const meter = new FlickerMeter();
    for (const level of [10, 30, 20]) meter.add(frame(level), frame(level), [tile()]);
    expect(meter.result()).toEqual({ flicker: 0, output: 15, input: 15, pairs: 2 });
    const still = new FlickerMeter();
    for (const table of [0, 90, 10]) still.add(frame(table, 50), frame(table, 200), [tile()]);
    expect(still.result()).toEqual({ flicker: 0, output: 0, input: 0, pairs: 2 });
  });

  it("is what the translation changes beyond the film itself", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(255), fc.nat(255)), { minLength: 2, maxLength: 9 }), (levels) => {
        const meter = new FlickerMeter();
        for (const [before, after] of levels) meter.add(frame(0, before), frame(0, after), [tile()]);
        const steps = levels.slice(1).map(([before, after], i) => {
          const [was, shown] = levels[i] ?? [0, 0];
          return { input: Math.abs(before - was), output: Math.abs(after - shown) };
        });
        const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
        expect(meter.result()?.input).toBeCloseTo(mean(steps.map(({ input }) => input)), 9);
        expect(meter.result()?.output).toBeCloseTo(mean(steps.map(({ output }) => output)), 9);
        expect(meter.result()?.flicker).toBeCloseTo(mean(steps.map(({ output, input }) => output - input)), 9);
      }),
    );
  });

  it("sees neither the feather nor the table, nor a dish that comes or goes", () => {
    const meter = new FlickerMeter();
    meter.add(frame(0), frame(200), [tile(200)]);
    meter.add(frame(9), frame(100), [tile(200)]);
    meter.add(frame(0), frame(50), [tile()]);
    meter.add(frame(0), frame(0), []);
    expect(meter.result()).toBeNull();
  });

  it("takes dishes that reach over the edge", () => {
    const meter = new FlickerMeter();
    const over = { ...tile(), left: -2, top: 6 };
    meter.add(frame(0), frame(10), [over]);
    meter.add(frame(0), frame(13), [over]);
    expect(meter.result()).toMatchObject({ output: 3, input: 0 });
  });
});
