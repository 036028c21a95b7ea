import { describe, expect, test } from "vitest";
import { createPublicApi, publishApi } from "../../../src/session/public-api";
import { createLensState } from "../../../src/session/state";
import { dishOf } from "./fakes";

describe("the public state", () => {
  test("follows the state and cannot be written, at any depth", () => {
    const state = createLensState();
    const api = createPublicApi(state);
    expect(api.ready).toBe(false);
    expect(api.translator).toBeNull();
    state.phase.value = { kind: "ready" };
    state.dishes.value = [{ ...dishOf(3), domain: "ramen", mix: { from: "ramen", to: "tom_yum", amount: 0.5 } }];
    expect(api.ready).toBe(true);
    expect(api.dishes).toEqual([
      {
        id: 3,
        box: { cx: 320, cy: 240, size: 200 },
        domain: "ramen",
        mix: { from: "ramen", to: "tom_yum", amount: 0.5 },
        confidence: 0.9,
      },
    ]);
    for (const part of [
      api,
      api.fps,
      api.stages,
      api.dishes,
      api.dishes[0],
      api.dishes[0]?.box,
      api.dishes[0]?.mix,
      api.errors,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    expect(() => Object.assign(api, { ready: false })).toThrow(TypeError);
  });

  test("is published once, for good", () => {
    publishApi(createLensState());
    expect(globalThis.mealshift.errors).toEqual([]);
    expect(() => Object.assign(globalThis, { mealshift: null })).toThrow(TypeError);
    expect(Reflect.deleteProperty(globalThis, "mealshift")).toBe(false);
  });
});
