import { describe, expect, test } from "vitest";
import { keyCommand, type KeyOwner, type KeyPress } from "../../../src/ui/keyboard";

const press = (key: string, change: Partial<KeyPress> = {}): KeyPress => ({
  type: "keydown",
  key,
  repeat: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...change,
});

describe("keyCommand", () => {
  test.each([
    ["ArrowRight", { kind: "step", by: 1 }],
    ["ArrowDown", { kind: "step", by: 1 }],
    ["ArrowLeft", { kind: "step", by: -1 }],
    ["ArrowUp", { kind: "step", by: -1 }],
    ["1", { kind: "dish", index: 0 }],
    ["9", { kind: "dish", index: 8 }],
    ["0", { kind: "dish", index: 9 }],
    ["c", { kind: "camera" }],
    ["C", { kind: "camera" }],
    ["o", { kind: "open" }],
    ["d", { kind: "demo" }],
    ["b", { kind: "compare" }],
    ["f", { kind: "freeze" }],
    ["g", { kind: "grid" }],
    ["m", { kind: "mix" }],
    [" ", { kind: "original", shown: true }],
    ["x", null],
    ["constructor", null],
    ["Enter", null],
    ["F5", null],
  ])("%s", (key, command) => {
    expect(keyCommand(press(key), "nothing")).toEqual(command);
  });

  test("with Shift, arrows go part of the way", () => {
    expect(keyCommand(press("ArrowRight", { shiftKey: true }), "strip")).toEqual({ kind: "nudge", by: 1 });
    expect(keyCommand(press("ArrowUp", { shiftKey: true }), "nothing")).toEqual({ kind: "nudge", by: -1 });
    expect(keyCommand(press("ArrowRight", { shiftKey: true }), "field")).toBeNull();
  });

  test("releasing space ends the look at the original; holding it does not repeat", () => {
    expect(keyCommand(press(" ", { type: "keyup" }), "nothing")).toEqual({ kind: "original", shown: false });
    expect(keyCommand(press(" ", { repeat: true }), "nothing")).toBeNull();
  });

  test("held arrows go on, held letters do not", () => {
    expect(keyCommand(press("ArrowRight", { repeat: true }), "nothing")).toEqual({ kind: "step", by: 1 });
    expect(keyCommand(press("c", { repeat: true }), "nothing")).toBeNull();
  });

  test.each(["ctrlKey", "metaKey", "altKey"] as const)("with %s the key is the browser's", (modifier) => {
    expect(keyCommand(press("c", { [modifier]: true }), "nothing")).toBeNull();
  });

  test.each<[KeyOwner, string, boolean]>([
    ["button", " ", false],
    ["button", "ArrowRight", true],
    ["strip", " ", true],
    ["strip", "ArrowRight", true],
    ["field", "ArrowRight", false],
    ["field", "c", false],
  ])("with the focus on a %s, %j is taken: %s", (owner, key, taken) => {
    expect(keyCommand(press(key), owner) !== null).toBe(taken);
  });
});
