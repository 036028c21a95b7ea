import { expect, test } from "vitest";

import { wasmThreads } from "../../../../src/translator/tfjs/threads";

test.each([
  [1, 1],
  [2, 2],
  [4, 2],
  [6, 3],
  [8, 4],
  [64, 4],
  [Number.NaN, 1],
])("%d cores: %d threads", (cores, threads) => {
  expect(wasmThreads(cores)).toBe(threads);
});
