import { beforeEach, describe, expect, test } from "vitest";
import { DomainChoices } from "../../../src/session/domain-choices";
import { createLensState, type WritableLensState } from "../../../src/session/state";
import { dishOf } from "./fakes";

const domains = ["a", "b", "c"].map((id) => ({ id, en: id, ja: id, tile: `${id}.webp` }));

let state: WritableLensState;
let choices: DomainChoices;

beforeEach(() => {
  state = createLensState();
  choices = new DomainChoices(state);
  choices.setDomains(domains, []);
  state.dishes.value = [1, 2].map((id) => ({ ...dishOf(id), domain: "a", mix: null }));
});

describe("DomainChoices", () => {
  test("the first wanted domain that the model has is the default", () => {
    choices.setDomains(domains, [undefined, "x", "c", "b"]);
    expect(state.defaultDomain.value).toBe("c");
    choices.setDomains(domains, ["x"]);
    expect(state.defaultDomain.value).toBe("a");
  });

  test("weights are one-hot in the model's order, and the same object for the same choice", () => {
    choices.choose("b", null);
    expect([...choices.of(1).weights]).toEqual([0, 1, 0]);
    expect(choices.of(1).weights).toBe(choices.of(2).weights);
  });

  test("a choice for one dish leaves the others; a choice for all forgets it", () => {
    choices.choose("c", 2);
    expect(state.dishes.value.map(({ domain }) => domain)).toEqual(["a", "c"]);
    expect(state.defaultDomain.value).toBe("a");
    choices.choose("b", null);
    expect(state.dishes.value.map(({ domain }) => domain)).toEqual(["b", "b"]);
  });

  test("a mix is part of the way between two rows, the same object until it changes, and ends with a choice", () => {
    expect(choices.mix({ from: "a", to: "c", amount: 0.25 }, 2)).toBe(true);
    expect([...choices.of(2).weights]).toEqual([0.75, 0, 0.25]);
    expect(choices.of(2).weights).toBe(choices.of(2).weights);
    expect(state.dishes.value.map(({ domain, mix }) => [domain, mix?.amount])).toEqual([
      ["a", undefined],
      ["a", 0.25],
    ]);
    expect(state.mix.value).toBeNull();
    state.chosenDish.value = 2;
    expect(state.mix.value).toEqual({ from: "a", to: "c", amount: 0.25 });
    choices.choose("a", 2);
    expect([...choices.of(2).weights]).toEqual([1, 0, 0]);
    expect(state.mix.value).toBeNull();
  });

  test("a mix for all dishes holds for those that come; amounts are brought into the range", () => {
    choices.choose("c", 2);
    choices.mix({ from: "b", to: "a", amount: 7 }, null);
    expect([...choices.of(3).weights]).toEqual([1, 0, 0]);
    expect(state.mix.value).toEqual({ from: "b", to: "a", amount: 1 });
    expect(state.dishes.value.map(({ domain }) => domain)).toEqual(["b", "b"]);
  });

  test("a mix with an unknown domain, with itself, or of no amount is refused", () => {
    for (const mix of [
      { from: "a", to: "x", amount: 0.5 },
      { from: "x", to: "a", amount: 0.5 },
      { from: "a", to: "a", amount: 0.5 },
      { from: "a", to: "b", amount: Number.NaN },
    ]) {
      expect(choices.mix(mix, null)).toBe(false);
    }
    expect(state.mix.value).toBeNull();
  });

  test("unknown domains are refused", () => {
    expect(choices.choose("x", null)).toBe(false);
    expect(state.defaultDomain.value).toBe("a");
  });

  test("neighbours go round the ends, from the domain of the chosen dish", () => {
    expect(choices.neighbour(-1)).toBe("c");
    choices.choose("c", 2);
    state.chosenDish.value = 2;
    expect(choices.neighbour(1)).toBe("a");
  });

  test("before the model is there, there is nothing to step to", () => {
    expect(new DomainChoices(createLensState()).neighbour(1)).toBe("");
  });
});
