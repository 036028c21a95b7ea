import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { advance, MOST_PAST, redo, startHistory, undo } from "../../../../src/labs/sketch/history";

describe("a history", () => {
  it("goes back through every state, and forward again", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 40 }), (states) => {
        let history = startHistory(-1);
        for (const state of states) history = advance(history, state);
        const seen = states.map(() => {
          const { present } = history;
          history = undo(history);
          return present;
        });
        expect(seen.toReversed()).toEqual(states);
        expect(history).toMatchObject({ past: [], present: -1 });
        for (const state of states) {
          history = redo(history);
          expect(history.present).toBe(state);
        }
        expect(history.future).toEqual([]);
      }),
    );
  });

  it("stays as it is at its ends", () => {
    const start = startHistory("sheet");
    expect(undo(start)).toBe(start);
    expect(redo(start)).toBe(start);
  });

  it("forgets what was undone once something new is drawn", () => {
    const history = advance(undo(advance(startHistory("a"), "b")), "c");
    expect(history).toEqual({ past: ["a"], present: "c", future: [] });
  });

  it("keeps so many states and no more", () => {
    let history = startHistory(0);
    for (let state = 1; state <= MOST_PAST + 50; state++) history = advance(history, state);
    expect(history.past).toHaveLength(MOST_PAST);
    expect(history.past[0]).toBe(50);
  });
});
