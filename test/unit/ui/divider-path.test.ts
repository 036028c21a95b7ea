import fc from "fast-check";
import { expect, test } from "vitest";
import { dividerAt } from "../../../src/ui/welcome/divider-path";

test("the example's divider stays well inside the picture, and never jumps", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (time) => {
      const here = dividerAt(time);
      expect(here).toBeGreaterThanOrEqual(0.17);
      expect(here).toBeLessThanOrEqual(0.83);
      expect(Math.abs(dividerAt(time + 16) - here)).toBeLessThan(0.01);
    }),
  );
  expect(dividerAt(0)).toBe(0.5);
});
