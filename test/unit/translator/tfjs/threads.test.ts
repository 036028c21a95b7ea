import { expect, test } from "vitest";

import { wasmThreads } from "../../../../src/translator/tfjs/threads";

test.each([
  [1, 1, 1],
  [2, 2, 1],
  [4, 2, 2],
  [6, 3, 3],
  [8, 4, 4],
  [64, 4, 4],
  [Number.NaN, 1, 1],
])("%d processors: %d threads beside a GPU, %d without", (processors, withGpu, without) => {
  expect(wasmThreads(processors, false)).toBe(withGpu);
  expect(wasmThreads(processors, true)).toBe(without);
});
