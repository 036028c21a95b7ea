import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assign } from "../../../../../src/net/dish/tracker/assignment";

const total = (pairs: readonly number[], costs: readonly (readonly number[])[], alone: number) =>
  pairs.reduce((sum, column, row) => sum + (costs[row]?.[column] ?? alone), 0);

/** The least total over every injective choice, without bounds. */
function leastTotal(
  costs: readonly (readonly number[])[],
  alone: number,
  row = 0,
  taken: readonly number[] = [],
): number {
  const line = costs[row];
  if (line === undefined) return 0;
  const choices = line.map((cost, column) =>
    taken.includes(column) ? Number.POSITIVE_INFINITY : cost + leastTotal(costs, alone, row + 1, [...taken, column]),
  );
  return Math.min(alone + leastTotal(costs, alone, row + 1, taken), ...choices);
}

describe("assign", () => {
  it("prefers the best sum to the best single pair", () => {
    const costs = [
      [0.1, 0.2],
      [0.15, 1.4],
    ];
    expect(assign(2, 2, (row, column) => costs[row]?.[column] ?? Infinity, 1.5)).toEqual([1, 0]);
  });

  it("leaves alone what is too far or forbidden", () => {
    expect(assign(1, 1, () => 1.6, 1.5)).toEqual([-1]);
    expect(assign(2, 1, (row) => (row === 0 ? Number.POSITIVE_INFINITY : 1), 1.5)).toEqual([-1, 0]);
    expect(assign(0, 3, () => 0, 1.5)).toEqual([]);
    expect(assign(2, 0, () => 0, 1.5)).toEqual([-1, -1]);
  });

  it("finds the least total, with each column used once", () => {
    const table = fc.integer({ min: 1, max: 4 }).chain((columns) =>
      fc.array(fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: columns, maxLength: columns }), {
        minLength: 1,
        maxLength: 4,
      }),
    );
    fc.assert(
      fc.property(table, (costs) => {
        const pairs = assign(
          costs.length,
          costs[0]?.length ?? 0,
          (row, column) => costs[row]?.[column] ?? Infinity,
          1.5,
        );
        const used = pairs.filter((column) => column >= 0);
        expect(new Set(used).size).toBe(used.length);
        expect(total(pairs, costs, 1.5)).toBeCloseTo(leastTotal(costs, 1.5), 9);
      }),
    );
  });
});
