import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { goOn, neighbour, pick, type Walk } from "../../../../src/labs/sushi/walk";

describe("choosing two pieces", () => {
  it("sets the marked end, and marks the other", () => {
    const first: Walk = { from: 0, to: 1, end: "from" };
    expect(pick(first, 7)).toEqual({ from: 7, to: 1, end: "to" });
    expect(pick(pick(first, 7), 9)).toEqual({ from: 7, to: 9, end: "from" });
  });

  it("goes on from the end of the way to any other piece", () => {
    fc.assert(
      fc.property(fc.nat(99), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (to, random) => {
        const next = goOn({ from: 3, to, end: "from" }, 100, random);
        expect(next.from).toBe(to);
        expect(next.to).not.toBe(to);
        expect(next.to).toBeGreaterThanOrEqual(0);
        expect(next.to).toBeLessThan(100);
      }),
    );
  });
});

describe("arrow keys on the wall", () => {
  it("stop at its edges", () => {
    expect([0, 9, 90, 99].map((piece) => neighbour(piece, "ArrowLeft", 10))).toEqual([0, 8, 90, 98]);
    expect([0, 9, 90, 99].map((piece) => neighbour(piece, "ArrowRight", 10))).toEqual([1, 9, 91, 99]);
    expect([0, 9, 90, 99].map((piece) => neighbour(piece, "ArrowUp", 10))).toEqual([0, 9, 80, 89]);
    expect([0, 9, 90, 99].map((piece) => neighbour(piece, "ArrowDown", 10))).toEqual([10, 19, 90, 99]);
    expect([neighbour(34, "Home", 10), neighbour(34, "End", 10), neighbour(34, "Tab", 10)]).toEqual([30, 39, null]);
  });

  it("lead back", () => {
    fc.assert(
      fc.property(fc.nat(99), (piece) => {
        const right = neighbour(piece, "ArrowRight", 10) ?? -1;
        const down = neighbour(piece, "ArrowDown", 10) ?? -1;
        if (right !== piece) expect(neighbour(right, "ArrowLeft", 10)).toBe(piece);
        if (down !== piece) expect(neighbour(down, "ArrowUp", 10)).toBe(piece);
      }),
    );
  });
});
