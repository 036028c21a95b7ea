import { expect, test } from "vitest";
import { arrowTarget } from "../../../src/ui/grid/arrows";

test.each([
  ["ArrowRight", 0, 1],
  ["ArrowRight", 10, null],
  ["ArrowLeft", 0, null],
  ["ArrowLeft", 4, 3],
  ["ArrowDown", 2, 6],
  ["ArrowDown", 8, null],
  ["ArrowUp", 6, 2],
  ["ArrowUp", 1, null],
  ["Enter", 3, null],
])("%s from cell %i of eleven in rows of four", (key, at, target) => {
  expect(arrowTarget(key, at, 4, 11)).toBe(target);
});
