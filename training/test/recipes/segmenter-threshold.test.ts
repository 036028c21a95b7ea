import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { TensorMap } from "../../../src/net/tensors";
import { withThreshold } from "../../src/recipes/segmenter-threshold";

const weights = (background: number, dish: number): TensorMap =>
  new Map([["head.conv.bias", { dtype: "F32", shape: [2], data: Float32Array.of(background, dish) }]]);
const probability = (tensors: TensorMap): number => {
  const [background = Number.NaN, dish = Number.NaN] = tensors.get("head.conv.bias")?.data ?? [];
  return 1 / (1 + Math.exp(background - dish));
};
const logit = fc.double({ min: -4, max: 4, noNaN: true });

describe("a segmenter's threshold", () => {
  it("comes out as one half, and keeps the order", () => {
    fc.assert(
      fc.property(logit, logit, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (background, dish, threshold) => {
        const before = probability(weights(background, dish));
        fc.pre(Math.abs(before - threshold) > 1e-4);
        expect(probability(withThreshold(weights(background, dish), threshold)) > 0.5).toBe(before > threshold);
      }),
    );
  });

  it("leaves the given weights as they are", () => {
    const given = weights(1, 2);
    withThreshold(given, 0.8);
    expect(given).toEqual(weights(1, 2));
  });

  it("is of two classes", () => {
    const three: TensorMap = new Map([["head.conv.bias", { dtype: "F32", shape: [3], data: new Float32Array(3) }]]);
    expect(() => withThreshold(three, 0.8)).toThrow(/head\.conv\.bias/);
  });
});
