import fc from "fast-check";
import { expect, test } from "vitest";

import { type Lifetime, planArena } from "../../../../../../src/translator/webgpu/engine/plan/arena";

const lifetimes = fc
  .array(
    fc.record({ bytes: fc.integer({ min: 4, max: 4096 }), from: fc.integer({ min: -1, max: 20 }), length: fc.nat(6) }),
  )
  .map((list) =>
    list.map(({ bytes, from, length }, id): Lifetime => ({ id: `${id}`, bytes, from, to: from + length })),
  );

test("values that are needed at the same time never share a buffer, and every buffer is large enough", () => {
  fc.assert(
    fc.property(lifetimes, (list) => {
      const { buffers, placed } = planArena(list);
      expect(placed.size).toBe(list.length);
      for (const one of list) {
        const at = placed.get(one.id) ?? -1;
        expect(buffers[at]).toBeGreaterThanOrEqual(one.bytes);
        const beside = list.filter(({ id, from, to }) => id !== one.id && from <= one.to && to >= one.from);
        expect(beside.filter(({ id }) => placed.get(id) === at)).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});

test("there are as many buffers as values at the busiest step, and none larger than the largest value", () => {
  fc.assert(
    fc.property(lifetimes, (list) => {
      const { buffers } = planArena(list);
      const steps = Array.from({ length: 28 }, (_, index) => index - 1);
      const busy = steps.map((step) => list.filter(({ from, to }) => from <= step && to >= step).length);
      expect(buffers).toHaveLength(Math.max(...busy));
      expect(Math.max(0, ...buffers)).toBeLessThanOrEqual(Math.max(0, ...list.map(({ bytes }) => bytes)));
    }),
  );
});
