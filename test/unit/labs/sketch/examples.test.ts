import { expect, test } from "vitest";

import { exampleNames, exampleStrokes } from "../../../../src/labs/sketch/examples";

test.each(exampleNames)("the example %s lies on the sheet and is the same each time", (name) => {
  const strokes = exampleStrokes(name);
  expect(strokes.length).toBeGreaterThan(5);
  for (const { x, y } of strokes.flatMap(({ points }) => points)) {
    expect(Math.min(x, y)).toBeGreaterThan(0);
    expect(Math.max(x, y)).toBeLessThan(1);
  }
  expect(exampleStrokes(name)).toEqual(strokes);
});
