import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BakeTurns } from "../../../../src/compositor/canvas/bake-turns";

/** Which of the columns that want to are baked in one draw, when each takes `ms`. */
function draw(turns: BakeTurns, wanting: readonly number[], ms: number): number[] {
  const baked = wanting.filter((column) => {
    const may = turns.take(column);
    if (may) turns.spent(ms);
    return may;
  });
  turns.end();
  return baked;
}

describe("BakeTurns", () => {
  test("bakes everything at once while it is cheap", () => {
    expect(draw(new BakeTurns(), [0, 1, 2, 3], 0.7)).toEqual([0, 1, 2, 3]);
  });

  test("leaves what is dear to the next draws, one after the other", () => {
    const turns = new BakeTurns();
    expect([1, 2, 3, 4, 5].map(() => draw(turns, [0, 1, 2, 3], 5))).toEqual([[0], [1], [2], [3], [0]]);
  });

  test("waits for no dish that has gone", () => {
    const turns = new BakeTurns();
    expect(draw(turns, [0, 3], 5)).toEqual([0]);
    draw(turns, [0, 1], 5);
    expect(draw(turns, [0, 1], 5)).toHaveLength(1);
  });

  test("lets nobody wait for more draws than there are dishes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 20, noNaN: true }), { minLength: 20, maxLength: 60 }),
        (costs) => {
          const turns = new BakeTurns();
          const last = [-1, -1, -1, -1];
          for (const [i, ms] of costs.entries()) {
            for (const column of draw(turns, [0, 1, 2, 3], ms)) last[column] = i;
            for (const seen of last) expect(i - seen).toBeLessThanOrEqual(4);
          }
        },
      ),
    );
  });
});
