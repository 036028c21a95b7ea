import "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { GraphBuilder, type Value } from "../../../../src/net/builder";
import { GraphError, WeightsError } from "../../../../src/net/errors";
import { buildPatchDiscriminator, buildSegmenter, buildStargan } from "../../../../src/net/families";
import type { Graph, ParameterSpec } from "../../../../src/net/graph";
import { checkWeights, runGraph } from "../../../../src/net/interpreter";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

/** Numbers that look random but are the same everywhere. */
const wave = (count: number, phase: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(i * 1.7 + phase) * 0.6);
const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function someWeights(graph: Graph): Map<string, tf.Tensor> {
  const make = ({ shape, role }: ParameterSpec, index: number): tf.Tensor => {
    const data = wave(size(shape), index);
    return tf.tensor(role === "movingVariance" ? data.map((value) => value * value + 0.3) : data, [...shape]);
  };
  return new Map(graph.parameters.map((spec, index) => [spec.name, make(spec, index)]));
}

function one(build: (b: GraphBuilder, x: Value) => Value, shape: readonly [number, number, number]): Graph {
  const b = new GraphBuilder("one");
  return b.build({ y: build(b, b.input("image", shape)) });
}

const run = (graph: Graph, weights: Record<string, tf.Tensor>, inputs: Record<string, tf.Tensor>): number[] => {
  const y = runGraph(graph, new Map(Object.entries(weights)), inputs)["y"];
  return y ? Array.from(y.dataSync()) : [];
};

const rounded = (values: readonly number[]): number[] => values.map((value) => Math.round(value * 1e4) / 1e4);

describe("runGraph against values worked out by hand", () => {
  const image = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);

  it("convolves with zero padding", () => {
    const graph = one((b, x) => b.conv2d(x, "c", { channels: 1, kernel: 3, bias: true }), [3, 3, 1]);
    const weights = { "c.weight": tf.ones([3, 3, 1, 1]), "c.bias": tf.tensor1d([10]) };
    expect(run(graph, weights, { image })).toEqual([22, 31, 26, 37, 55, 43, 34, 49, 38]);
  });

  it("strides from the first padded pixel, as PyTorch does, with explicit padding", () => {
    const graph = one((b, x) => b.conv2d(x, "c", { channels: 1, kernel: 3, stride: 2, padding: 1 }), [4, 4, 1]);
    const x = tf.reshape(tf.range(0, 16), [1, 4, 4, 1]);
    const centre = tf.tensor4d([0, 0, 0, 0, 1, 0, 0, 0, 0], [3, 3, 1, 1]);
    expect(run(graph, { "c.weight": centre }, { image: x })).toEqual([0, 2, 8, 10]);
  });

  it("pads at the end first under `same`, as TensorFlow and TFLite do", () => {
    const graph = one((b, x) => b.conv2d(x, "c", { channels: 1, kernel: 3, stride: 2, padding: "same" }), [4, 4, 1]);
    const x = tf.reshape(tf.range(0, 16), [1, 4, 4, 1]);
    const centre = tf.tensor4d([0, 0, 0, 0, 1, 0, 0, 0, 0], [3, 3, 1, 1]);
    expect(run(graph, { "c.weight": centre }, { image: x })).toEqual([5, 7, 13, 15]);
  });

  it("normalises each sample by itself", () => {
    const graph = one((b, x) => b.instanceNorm(x, "n", { epsilon: 0 }), [1, 4, 1]);
    const x = tf.tensor4d([1, 1, 3, 3, 10, 10, 20, 20], [2, 1, 4, 1]);
    const weights = { "n.gamma": tf.tensor1d([2]), "n.beta": tf.tensor1d([1]) };
    expect(rounded(run(graph, weights, { image: x }))).toEqual([-1, -1, 3, 3, -1, -1, 3, 3]);
  });

  it("mixes the rows of conditional instance norm by the domain weights", () => {
    const b = new GraphBuilder("cin");
    const x = b.input("image", [1, 2, 1]);
    const graph = b.build({ y: b.conditionalInstanceNorm(x, b.input("domain", [2]), "n", { epsilon: 0 }) });
    const weights = { "n.gamma": tf.tensor2d([[1], [3]]), "n.beta": tf.tensor2d([[0], [4]]) };
    const at = (domain: number[]): number[] =>
      rounded(run(graph, weights, { image: tf.tensor4d([0, 2], [1, 1, 2, 1]), domain: tf.tensor2d([domain]) }));
    expect(at([1, 0])).toEqual([-1, 1]);
    expect(at([0, 1])).toEqual([1, 7]);
    expect(at([0.5, 0.5])).toEqual([0, 4]);
  });

  it("uses the moving moments at inference and the batch's own while training", () => {
    const graph = one((b, x) => b.batchNorm(x, "n", 0), [1, 2, 1]);
    const weights = new Map<string, tf.Tensor>(
      Object.entries({
        "n.gamma": tf.tensor1d([1]),
        "n.beta": tf.tensor1d([0]),
        "n.mean": tf.tensor1d([1]),
        "n.variance": tf.tensor1d([4]),
      }),
    );
    const x = tf.tensor4d([3, 5, 3, 5], [2, 1, 2, 1]);
    expect(rounded([...(runGraph(graph, weights, { image: x })["y"]?.dataSync() ?? [])])).toEqual([1, 2, 1, 2]);
    let seen: number[] = [];
    const trained = runGraph(
      graph,
      weights,
      { image: x },
      {
        training: true,
        onMoments: (_, { mean, variance }) => (seen = [mean.dataSync()[0] ?? 0, variance.dataSync()[0] ?? 0]),
      },
    );
    expect(rounded([...(trained["y"]?.dataSync() ?? [])])).toEqual([-1, 1, -1, 1]);
    expect(rounded(seen)).toEqual([4, 1]);
  });

  it("upsamples by repetition, and bilinearly with half-pixel centres", () => {
    const x = tf.tensor4d([0, 4], [1, 1, 2, 1]);
    const nearest = one((b, v) => b.upsample(v, "u", "nearest"), [1, 2, 1]);
    expect(run(nearest, {}, { image: x })).toEqual([0, 0, 4, 4, 0, 0, 4, 4]);
    const bilinear = one((b, v) => b.upsample(v, "u", "bilinear"), [1, 2, 1]);
    expect(run(bilinear, {}, { image: x })).toEqual([0, 1, 3, 4, 0, 1, 3, 4]);
  });

  it("appends label planes", () => {
    const b = new GraphBuilder("planes");
    const x = b.input("image", [1, 2, 1]);
    const graph = b.build({ y: b.labelPlanes(x, b.input("domain", [2]), "p") });
    expect(run(graph, {}, { image: tf.tensor4d([7, 8], [1, 1, 2, 1]), domain: tf.tensor2d([[0, 1]]) })).toEqual([
      7, 0, 1, 8, 0, 1,
    ]);
  });
});

describe("runGraph's gradients against finite differences", () => {
  const cases: readonly [string, (b: GraphBuilder, x: Value) => Value][] = [
    ["conv2d with bias", (b, x) => b.conv2d(x, "c", { channels: 2, kernel: 3, bias: true })],
    ["strided conv2d", (b, x) => b.conv2d(x, "c", { channels: 2, kernel: 3, stride: 2, padding: 1 })],
    ["depthwiseConv2d", (b, x) => b.depthwiseConv2d(x, "c", { kernel: 3 })],
    ["instanceNorm", (b, x) => b.instanceNorm(x, "n")],
    ["batchNorm", (b, x) => b.batchNorm(x, "n")],
    ["nearest upsampling", (b, x) => b.upsample(x, "u", "nearest")],
    ["bilinear upsampling", (b, x) => b.upsample(x, "u", "bilinear", 3)],
    ["leaky ReLU", (b, x) => b.activation(x, "a", "leakyRelu")],
    ["tanh", (b, x) => b.activation(x, "a", "tanh")],
    ["pooling and dense", (b, x) => b.dense(b.globalPool(x, "g"), "d", 3)],
    ["layer-instance norm", (b, x) => b.layerInstanceNorm(x, "n", 0.3)],
    [
      "adaptive layer-instance norm",
      (b, x) => {
        const pooled = b.globalPool(x, "g");
        return b.layerInstanceNorm(x, "n", 0.3, { gamma: b.dense(pooled, "a", 2), beta: b.dense(pooled, "b", 2) });
      },
    ],
    [
      "channel scale, its logit and sum",
      (b, x) => {
        const logit = b.dense(b.globalPool(x, "g"), "d", 1, false);
        const map = b.channelSum(b.channelScale(x, "m", logit), "s");
        return b.concat([b.reshape(map, "r", [24]), logit], "both");
      },
    ],
    ["softmax", (b, x) => b.softmax(x, "s")],
  ];

  it.each(cases)("%s", (_, build) => {
    const graph = one(build, [4, 6, 2]);
    const weights = someWeights(graph);
    const x = tf.tensor4d(wave(2 * 4 * 6 * 2, 5), [2, 4, 6, 2]);
    const names = graph.parameters.filter(({ role }) => !role.startsWith("moving")).map(({ name }) => name);
    const loss = (image: tf.Tensor, ...values: tf.Tensor[]): tf.Scalar => {
      const all = new Map([
        ...weights,
        ...names.map((name, i): [string, tf.Tensor] => [name, values[i] ?? tf.scalar(0)]),
      ]);
      const y = runGraph(graph, all, { image }, { training: true })["y"] ?? tf.scalar(0);
      return tf.sum(tf.mul(y, tf.tensor(wave(y.size, 11), y.shape)));
    };
    const at = [x, ...names.map((name) => weights.get(name) ?? tf.scalar(0))];
    const gradients = tf.grads((...args) => loss(args[0] ?? x, ...args.slice(1)))(at);
    at.forEach((tensor, which) => {
      const values = Float32Array.from(tensor.dataSync());
      const analytic = gradients[which]?.dataSync() ?? [];
      for (let i = 0; i < values.length; i += Math.max(1, values.length >> 3)) {
        const nudge = (by: number): number => {
          const moved = Float32Array.from(values);
          moved[i] = (moved[i] ?? 0) + by;
          const args = at.map((other, j) => (j === which ? tf.tensor(moved, tensor.shape) : other));
          return loss(args[0] ?? x, ...args.slice(1)).dataSync()[0] ?? 0;
        };
        const step = 4e-3;
        const numeric = (nudge(step) - nudge(-step)) / (2 * step);
        expect(Math.abs(numeric - (analytic[i] ?? Number.NaN))).toBeLessThan(0.02 + 0.02 * Math.abs(numeric));
      }
    });
  });

  it("has second derivatives through a discriminator, as gradient penalties need", () => {
    const graph = buildPatchDiscriminator({ channels: 2, heads: [1], maps: 1 }, 8);
    const weights = someWeights(graph);
    const x = tf.tensor4d(wave(8 * 8 * 3, 2), [1, 8, 8, 3]);
    const score = (image: tf.Tensor): tf.Scalar =>
      tf.sum(tf.square(runGraph(graph, weights, { image })["patch.1"] ?? image));
    const penalty = (image: tf.Tensor): tf.Scalar => tf.sum(tf.square(tf.grad(score)(image)));
    const analytic = tf.grad(penalty)(x).dataSync();
    const values = Float32Array.from(x.dataSync());
    for (const i of [0, 50, 121]) {
      const nudge = (by: number): number => {
        const moved = Float32Array.from(values);
        moved[i] = (moved[i] ?? 0) + by;
        return penalty(tf.tensor4d(moved, [1, 8, 8, 3])).dataSync()[0] ?? 0;
      };
      const numeric = (nudge(0.01) - nudge(-0.01)) / 0.02;
      expect(Math.abs(numeric - (analytic[i] ?? Number.NaN))).toBeLessThan(0.05 + 0.03 * Math.abs(numeric));
    }
  });
});

describe("whole nets", () => {
  it("translates pictures of sizes that it was not built for", () => {
    const graph = buildStargan({ channels: 2, residualBlocks: 1, conditioning: "cin", domains: 3 }, 16);
    const domain = tf.tensor2d([[0, 1, 0]]);
    for (const side of [8, 16, 28]) {
      const image = runGraph(graph, someWeights(graph), { image: tf.zeros([1, side, side, 3]), domain })["image"];
      expect(image?.shape).toEqual([1, side, side, 3]);
      expect(Math.max(...(image?.dataSync() ?? [2]))).toBeLessThanOrEqual(1);
    }
  });

  it("gives probabilities that sum to one", () => {
    const graph = buildSegmenter({ channels: [2, 3], classes: 2 }, 8);
    const y =
      runGraph(graph, someWeights(graph), { image: tf.tensor4d(wave(192, 3), [1, 8, 8, 3]) })["probabilities"] ??
      tf.zeros([1]);
    for (const sum of tf.sum(y, 3).dataSync()) expect(sum).toBeCloseTo(1, 5);
  });

  it("names what is missing or misshapen", () => {
    const graph = one((b, x) => b.conv2d(x, "c", { channels: 2, kernel: 3 }), [4, 4, 3]);
    expect(() => checkWeights(graph, new Map())).toThrow(
      new WeightsError("the weights do not fit one: c.weight is missing"),
    );
    expect(() => checkWeights(graph, new Map([["c.weight", tf.zeros([3, 3, 3, 1])]]))).toThrow(
      /c\.weight is \[3, 3, 3, 1\] instead of \[3, 3, 3, 2\]/,
    );
    const weights = new Map([["c.weight", tf.zeros([3, 3, 3, 2])]]);
    expect(() => runGraph(graph, weights, {})).toThrow(GraphError);
    expect(() => runGraph(graph, weights, { image: tf.zeros([1, 4, 4, 1]) })).toThrow(
      /\[1, 4, 4, 1\] instead of \[batch, 4, 4, 3\]/,
    );
  });
});
