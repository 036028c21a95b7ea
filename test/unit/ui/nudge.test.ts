import { describe, expect, test } from "vitest";
import { nudge } from "../../../src/ui/mix/nudge";

const domains = ["a", "b", "c", "d"];

describe("nudge", () => {
  test("begins with the dish beside, goes on by tenths, and arrives", () => {
    let mix = null;
    for (let press = 1; press <= 9; press += 1) {
      const nudged = nudge({ domains, current: "b", mix }, 1);
      if (nudged?.kind !== "mix") throw new Error(`press ${press} is no mix`);
      ({ mix } = nudged);
      expect(mix).toEqual({ from: "b", to: "c", amount: press / 10 });
    }
    expect(nudge({ domains, current: "b", mix }, 1)).toEqual({ kind: "dish", domain: "c" });
  });

  test("goes back to where it began", () => {
    const mix = { from: "b", to: "c", amount: 0.1 };
    expect(nudge({ domains, current: "b", mix }, -1)).toEqual({ kind: "dish", domain: "b" });
  });

  test("a mix with the dish at the left grows to the left", () => {
    expect(nudge({ domains, current: "a", mix: null }, -1)).toEqual({
      kind: "mix",
      mix: { from: "a", to: "d", amount: 0.1 },
    });
    const mix = { from: "a", to: "d", amount: 0.5 };
    expect(nudge({ domains, current: "a", mix }, -1)).toMatchObject({ mix: { amount: 0.6 } });
    expect(nudge({ domains, current: "a", mix }, 1)).toMatchObject({ mix: { amount: 0.4 } });
  });

  test("a mix with a dish elsewhere grows to the right", () => {
    const mix = { from: "a", to: "c", amount: 0.5 };
    expect(nudge({ domains, current: "a", mix }, 1)).toMatchObject({ mix: { to: "c", amount: 0.6 } });
  });

  test("of two dishes the other one is at the right", () => {
    const mix = { from: "a", to: "b", amount: 0.5 };
    expect(nudge({ domains: ["a", "b"], current: "a", mix }, 1)).toMatchObject({ mix: { amount: 0.6 } });
  });

  test("needs two dishes", () => {
    expect(nudge({ domains: ["a"], current: "a", mix: null }, 1)).toBeNull();
    expect(nudge({ domains: [], current: "", mix: null }, 1)).toBeNull();
  });
});
