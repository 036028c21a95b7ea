import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TileBlend } from "../../../src/compositor/tile-blend";

function sum(weights: Float32Array): number {
  return weights.reduce((total, weight) => total + weight, 0);
}

describe("TileBlend", () => {
  test("shows the first patch at once", () => {
    const blend = new TileBlend();
    expect(blend.empty).toBe(true);
    blend.begin(blend.freeTile(), 1000, 100, false);
    expect([...blend.weights]).toEqual([1, 0, 0]);
    expect(blend.moving).toBe(false);
  });

  test("blends linearly to the next patch", () => {
    const blend = new TileBlend();
    blend.begin(0, 0, 100, false);
    blend.begin(1, 1000, 100, false);
    expect([...blend.weights]).toEqual([1, 0, 0]);
    blend.advance(1025);
    expect([...blend.weights]).toEqual([0.75, 0.25, 0]);
    expect(blend.moving).toBe(true);
    blend.advance(1100);
    expect([...blend.weights]).toEqual([0, 1, 0]);
    expect(blend.moving).toBe(false);
  });

  test("lets a patch join a cross-fade, which ends when it was to end", () => {
    const blend = new TileBlend();
    blend.begin(0, 0, 100, false);
    blend.begin(1, 1000, 300, true);
    expect(blend.freeTile()).toBe(2);
    blend.begin(2, 1150, 100, false);
    expect([...blend.weights]).toEqual([0.5, 0.5, 0]);
    expect(blend.freeTile()).toBe(-1);
    blend.advance(1225);
    expect([...blend.weights]).toEqual([0.25, 0.25, 0.5]);
    blend.advance(1300);
    expect([...blend.weights]).toEqual([0, 0, 1]);
  });

  test("starts anew after a reset", () => {
    const blend = new TileBlend();
    blend.begin(0, 0, 100, false);
    blend.begin(1, 10, 300, true);
    blend.reset();
    expect(blend.empty).toBe(true);
    expect(sum(blend.weights)).toBe(0);
    blend.begin(2, 20, 100, false);
    expect([...blend.weights]).toEqual([0, 0, 1]);
  });

  test("never jumps and never loses light, whenever patches come", () => {
    const steps = fc.array(fc.record({ wait: fc.integer({ min: 1, max: 60 }), crossFade: fc.boolean() }), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, (list) => {
        const blend = new TileBlend();
        let now = 0;
        blend.begin(0, now, 100, false);
        for (const { wait, crossFade } of list) {
          const before = [...blend.weights];
          now += wait;
          blend.advance(now);
          // The fastest change is a whole weight in 100 ms, or in what is left of a longer fade that is joined: never
          // less than 100 ms either.
          for (const [tile, weight] of before.entries()) {
            expect(Math.abs((blend.weights[tile] ?? 0) - weight)).toBeLessThanOrEqual(wait / 100 + 1e-5);
          }
          expect(sum(blend.weights)).toBeCloseTo(1, 5);
          const tile = blend.freeTile();
          if (tile < 0) continue;
          const shown = [...blend.weights];
          blend.begin(tile, now, crossFade ? 300 : 100, crossFade);
          expect([...blend.weights]).toEqual(shown);
        }
      }),
    );
  });
});
