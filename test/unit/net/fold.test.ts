import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { GraphBuilder } from "../../../src/net/builder";
import { WeightsError } from "../../../src/net/errors";
import { buildClassifier, buildSegmenter } from "../../../src/net/families";
import { foldBatchNorm } from "../../../src/net/fold";
import type { Graph } from "../../../src/net/graph";
import { runGraph } from "../../../src/net/interpreter";
import type { FloatTensor, Weights } from "../../../src/net/tensors";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

/** Weights that a trained net could have: variances are positive, nothing is at its initial value. */
function someWeights(graph: Graph): Map<string, FloatTensor> {
  const entries = graph.parameters.map(({ name, shape, role }, p): [string, FloatTensor] => {
    const length = shape.reduce((product, extent) => product * extent, 1);
    const data = Float32Array.from({ length }, (_, i) => Math.sin(i * 2.3 + p));
    return [name, { shape, data: role === "movingVariance" || role === "gamma" ? data.map((x) => x * x + 0.2) : data }];
  });
  return new Map(entries);
}

function run(graph: Graph, weights: Weights, size: number): Record<string, number[]> {
  return tf.tidy(() => {
    const tensors = new Map([...weights].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]));
    const image = tf.sin(tf.reshape(tf.range(0, size * size * 3), [1, size, size, 3]));
    const outputs = runGraph(graph, tensors, { image });
    return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, [...tensor.dataSync()]]));
  });
}

function expectEqual(actual: Record<string, number[]>, expected: Record<string, number[]>): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) {
    const largest = Math.max(...values.map(Math.abs));
    values.forEach((value, i) => expect(Math.abs((actual[name]?.[i] ?? NaN) - value)).toBeLessThan(1e-5 * largest));
  }
}

describe("foldBatchNorm", () => {
  it.each([
    ["segmenter", buildSegmenter({ channels: [4, 6], classes: 2 }, 8)],
    ["classifier", buildClassifier({ channels: [4, 6], classes: 3, dropout: 0.5 }, 8)],
  ])("leaves the answers of a %s as they were, without its norms", (_, graph) => {
    const weights = someWeights(graph);
    const folded = foldBatchNorm(graph, weights);
    expect(folded.graph.nodes.map((node) => node.op)).not.toContain("batchNorm");
    expect([...folded.weights.keys()].toSorted()).toEqual(folded.graph.parameters.map(({ name }) => name).toSorted());
    expectEqual(run(folded.graph, folded.weights, 8), run(graph, weights, 8));
  });

  it("folds biases and depthwise kernels", () => {
    const b = new GraphBuilder("tiny");
    const x = b.conv2d(b.input("image", [6, 6, 3]), "conv", { channels: 5, kernel: 3, bias: true });
    const y = b.depthwiseConv2d(b.batchNorm(x, "norm.0"), "deep", { kernel: 3, bias: true });
    const graph = b.build({ y: b.batchNorm(y, "norm.1") });
    const weights = someWeights(graph);
    const folded = foldBatchNorm(graph, weights);
    expect(folded.graph.nodes.map((node) => node.op)).toEqual(["input", "conv2d", "depthwiseConv2d"]);
    expectEqual(run(folded.graph, folded.weights, 6), run(graph, weights, 6));
  });

  it("leaves a norm alone whose convolution others read, or that follows no convolution", () => {
    const b = new GraphBuilder("shared");
    const image = b.input("image", [4, 4, 3]);
    const x = b.conv2d(b.batchNorm(image, "norm.0"), "conv", { channels: 3, kernel: 3 });
    const graph = b.build({ y: b.add(b.batchNorm(x, "norm.1"), x, "sum") });
    const weights = someWeights(graph);
    const folded = foldBatchNorm(graph, weights);
    expect(folded.graph).toEqual(graph);
    expect(new Map(folded.weights)).toEqual(weights);
  });

  it("leaves the weights that it was given as they were", () => {
    const graph = buildSegmenter({ channels: [2, 2], classes: 2 }, 4);
    const weights = someWeights(graph);
    foldBatchNorm(graph, weights);
    expect(weights).toEqual(someWeights(graph));
  });

  it("names a missing parameter and a negative variance", () => {
    const graph = buildSegmenter({ channels: [2, 2], classes: 2 }, 4);
    const weights = someWeights(graph);
    const negative = new Map(weights).set("decoder.0.norm.variance", { shape: [2], data: Float32Array.of(1, -1) });
    expect(() => foldBatchNorm(graph, negative)).toThrow(/decoder.0.norm.variance: variance 1 is -1/);
    weights.delete("encoder.0.0.norm.beta");
    expect(() => foldBatchNorm(graph, weights)).toThrow(WeightsError);
    expect(() => foldBatchNorm(graph, weights)).toThrow(/encoder.0.0.norm.beta is missing/);
  });
});
