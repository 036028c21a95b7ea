import { describe, expect, test } from "vitest";
import { steam, steamField } from "../../../../src/net/picture/steam";

const { columns, rows } = steam;

function fieldAt(seconds: number, seed = 1): Uint8ClampedArray {
  const field = new Uint8ClampedArray(columns * rows);
  steamField(seconds, seed, field);
  return field;
}

function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

function meanDifference(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  return meanOf(a.map((value, i) => Math.abs(value - (b[i] ?? 0))));
}

/** Where a column of the field is densest on the whole: the mean row. */
function meanRow(field: Uint8ClampedArray): number {
  let sum = 0;
  let weighted = 0;
  for (const [cell, value] of field.entries()) {
    sum += value;
    weighted += value * Math.floor(cell / columns);
  }
  return weighted / sum;
}

describe("steamField", () => {
  test("the same numbers at the same time, other ones for another dish", () => {
    expect(fieldAt(12.3)).toEqual(fieldAt(12.3));
    expect(meanDifference(fieldAt(12.3, 1), fieldAt(12.3, 2))).toBeGreaterThan(3);
  });

  test("changes slowly, and without a jump after an hour", () => {
    for (const from of [0, 59.98, 3600, 86_400]) {
      expect(meanDifference(fieldAt(from), fieldAt(from + 1 / 30))).toBeLessThan(1.5);
      expect(meanDifference(fieldAt(from), fieldAt(from + 1))).toBeGreaterThan(2);
    }
  });

  test("ends softly at all sides, so that the field's own edge is never seen", () => {
    for (let second = 0; second < 60; second += 1) {
      const outermost = fieldAt(second).filter((_, cell) => {
        const [column, row] = [cell % columns, Math.floor(cell / columns)];
        return column === 0 || row === 0 || column === columns - 1 || row === rows - 1;
      });
      expect(outermost).toHaveLength(2 * (columns + rows) - 4);
      expect(Math.max(...outermost)).toBeLessThanOrEqual(2);
    }
  });

  test("is always there, never thick, and densest over the dish", () => {
    for (let second = 0; second < 60; second += 1) {
      const field = fieldAt(second);
      expect(meanOf(field)).toBeGreaterThan(5);
      expect(meanOf(field)).toBeLessThan(50);
      expect(Math.max(...field)).toBeLessThanOrEqual(255 * steam.densest);
      expect(meanRow(field)).toBeGreaterThan(rows * 0.4);
      expect(meanRow(field)).toBeLessThan(rows * 0.8);
    }
  });
});
