import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearTaps, mixRows, splineTaps, type Taps } from "../../../../src/net/picture/taps";

function sums({ count, reach, weights }: Taps): number[] {
  return Array.from({ length: count }, (_, i) =>
    weights.subarray(i * reach, (i + 1) * reach).reduce((sum, weight) => sum + weight, 0),
  );
}

describe("taps", () => {
  test("of as many places as cells are the cells", () => {
    const row = new Float32Array(1);
    const cells = [3, 1, 4, 1, 5];
    const seen = cells.map((_, place) => {
      mixRows(linearTaps(5, 5), place, cells, 1, row);
      return row[0];
    });
    expect(seen.map((value, i) => Math.abs((value ?? 0) - (cells[i] ?? 0)) < 1e-5)).toEqual(Array(5).fill(true));
  });

  test("twice as many places lie a quarter of a cell from each centre, and repeat the ends", () => {
    const row = new Float32Array(1);
    const seen = [0, 1, 2, 3].map((place) => {
      mixRows(linearTaps(4, 2), place, [0, 8], 1, row);
      return row[0];
    });
    expect(seen).toEqual([0, 2, 6, 8]);
  });

  test("of a spline are 1/6, 2/3 and 1/6 at a cell's centre, and 1/48 and 23/48 between two", () => {
    // One place, in the middle of the axis: of 5 cells a centre, of 4 an edge.
    const [a, b, c, d] = splineTaps(1, 5, 0, 1).weights;
    for (const [value, wanted] of [
      [a, 1 / 6],
      [b, 2 / 3],
      [c, 1 / 6],
      [d, 0],
    ] as const) {
      expect(value).toBeCloseTo(wanted, 6);
    }
    expect([...splineTaps(1, 4, 0, 1).cells]).toEqual([0, 1, 2, 3]);
    const between = splineTaps(1, 4, 0, 1).weights;
    for (const [i, wanted] of [1 / 48, 23 / 48, 23 / 48, 1 / 48].entries()) expect(between[i]).toBeCloseTo(wanted, 6);
  });

  test("sum to 1 and stay on the axis, wherever the places are", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 64 }),
        fc.double({ min: -2, max: 2, noNaN: true }),
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        (count, cells, from, length) => {
          for (const taps of [linearTaps(count, cells), splineTaps(count, cells, from, length)]) {
            expect(Math.max(...sums(taps).map((sum) => Math.abs(sum - 1)))).toBeLessThan(1e-5);
            expect(Math.min(...taps.cells)).toBeGreaterThanOrEqual(0);
            expect(Math.max(...taps.cells)).toBeLessThan(cells);
            expect(Math.min(...taps.weights)).toBeGreaterThanOrEqual(-1e-6);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
