import "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import { GraphBuilder } from "../../../../src/net/builder";
import { runGraph } from "../../../../src/net/interpreter";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const run = (
  build: (b: GraphBuilder) => ReturnType<GraphBuilder["input"]>,
  weights: Record<string, tf.Tensor>,
  inputs: Record<string, tf.Tensor>,
): number[] => {
  const b = new GraphBuilder("one");
  const y = runGraph(b.build({ y: build(b) }), new Map(Object.entries(weights)), inputs)["y"];
  return Array.from(y?.dataSync() ?? [], (value) => Math.round(value * 1e4) / 1e4);
};

describe("layer-instance norm against values worked out by hand", () => {
  // Channels (0, 2) and (4, 10): means 1 and 7, variances 1 and 9; together mean 4, variance (1 + 9) / 2 + 9 = 14.
  const image = tf.tensor4d([0, 4, 2, 10], [1, 1, 2, 2]);
  const row = (...values: number[]): tf.Tensor1D => tf.tensor1d(values);
  const lin = (rho: number): number[] =>
    run(
      (b) => b.layerInstanceNorm(b.input("image", [1, 2, 2]), "n", 0.5, undefined, 0),
      { "n.rho": row(rho, rho), "n.gamma": row(1, 1), "n.beta": row(0, 0) },
      { image },
    );
  const layer = [-4, 0, -2, 6].map((value) => value / Math.sqrt(14));

  it("is instance norm at rho 1, layer norm at 0, and mixes the two between", () => {
    expect(lin(1)).toEqual([-1, -1, 1, 1]);
    lin(0).forEach((value, i) => expect(value).toBeCloseTo(layer[i] ?? Number.NaN, 3));
    lin(0.25).forEach((value, i) => {
      expect(value).toBeCloseTo(0.25 * (i < 2 ? -1 : 1) + 0.75 * (layer[i] ?? Number.NaN), 3);
    });
  });

  it("takes each sample's own gamma and beta", () => {
    const values = run(
      (b) => {
        const [x, gamma, beta] = [b.input("image", [1, 2, 2]), b.input("gamma", [2]), b.input("beta", [2])];
        return b.layerInstanceNorm(x, "n", 0.5, { gamma, beta }, 0);
      },
      { "n.rho": row(1, 1) },
      {
        image: tf.concat([image, image]),
        gamma: tf.tensor2d([
          [1, 2],
          [3, 4],
        ]),
        beta: tf.tensor2d([
          [0, 10],
          [20, 30],
        ]),
      },
    );
    expect(values).toEqual([-1, 8, 1, 12, 17, 26, 23, 34]);
  });

  it("does not change when a picture is made brighter or given more contrast", () => {
    const number = fc.integer({ min: -100, max: 100 });
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 12, maxLength: 12 }),
        number,
        fc.integer({ min: 1, max: 9 }),
        (x, add, by) => {
          fc.pre(new Set(x).size > 6);
          const norm = (values: number[]): number[] =>
            run(
              (b) => b.layerInstanceNorm(b.input("image", [2, 3, 2]), "n", 0.5, undefined, 1e-9),
              { "n.rho": row(0.3, 0.8), "n.gamma": row(1, 2), "n.beta": row(0, 1) },
              { image: tf.tensor4d(values, [1, 2, 3, 2]) },
            );
          const wanted = norm(x);
          norm(x.map((value) => value * by + add)).forEach((value, i) =>
            expect(Math.abs(value - (wanted[i] ?? Number.NaN))).toBeLessThan(0.01),
          );
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("class activation", () => {
  const image = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
  const weights = { "logit.weight": tf.tensor2d([[10], [100]]) };

  it("multiplies the features by the weights of the logit", () => {
    const map = run(
      (b) => {
        const x = b.input("image", [1, 2, 2]);
        return b.channelScale(x, "map", b.dense(b.globalPool(x, "pool"), "logit", 1, false));
      },
      weights,
      { image },
    );
    expect(map).toEqual([10, 200, 30, 400]);
  });

  it.each([
    ["average", 2 * 10 + 3 * 100],
    ["max", 3 * 10 + 4 * 100],
  ] as const)("has a logit of the %s", (method, wanted) => {
    const pooled = (b: GraphBuilder): ReturnType<GraphBuilder["input"]> =>
      b.dense(b.globalPool(b.input("image", [1, 2, 2]), "pool", method), "logit", 1, false);
    expect(run(pooled, weights, { image })).toEqual([wanted]);
  });

  it("passes the maximum's gradient to the largest value of each channel", () => {
    const b = new GraphBuilder("max");
    const graph = b.build({ y: b.globalPool(b.input("image", [1, 3, 2]), "pool", "max") });
    const score = (x: tf.Tensor): tf.Scalar =>
      tf.sum(tf.mul(runGraph(graph, new Map(), { image: x })["y"] ?? x, tf.tensor2d([[5, 7]])));
    const gradient = tf.grad(score)(tf.tensor4d([1, 9, 3, 2, 2, 4], [1, 1, 3, 2]));
    expect([...gradient.dataSync()]).toEqual([0, 7, 5, 0, 0, 0]);
  });

  it("sums over the channels, and reshapes with channels fastest", () => {
    expect(run((b) => b.channelSum(b.input("image", [1, 2, 2]), "sum"), {}, { image })).toEqual([3, 7]);
    expect(run((b) => b.reshape(b.input("image", [1, 2, 2]), "flat", [4]), {}, { image })).toEqual([1, 2, 3, 4]);
  });
});
