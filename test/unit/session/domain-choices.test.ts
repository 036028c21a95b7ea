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
  state.dishes.value = [1, 2].map((id) => ({ ...dishOf(id), domain: "a" }));
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
    expect([...choices.weightsOf(1)]).toEqual([0, 1, 0]);
    expect(choices.weightsOf(1)).toBe(choices.weightsOf(2));
  });

  test("a choice for one dish leaves the others; a choice for all forgets it", () => {
    choices.choose("c", 2);
    expect(state.dishes.value.map(({ domain }) => domain)).toEqual(["a", "c"]);
    expect(state.defaultDomain.value).toBe("a");
    choices.choose("b", null);
    expect(state.dishes.value.map(({ domain }) => domain)).toEqual(["b", "b"]);
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
