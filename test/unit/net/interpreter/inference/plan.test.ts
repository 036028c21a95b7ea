import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { beforeAll, describe, expect, test } from "vitest";

import { GraphBuilder } from "../../../../../src/net/builder";
import { GraphError, WeightsError } from "../../../../../src/net/errors";
import { buildCyclegan, buildDcgan, buildPix2pix, buildStargan, buildUgatit } from "../../../../../src/net/families";
import type { Graph } from "../../../../../src/net/graph";
import { InferencePlan, runGraph } from "../../../../../src/net/interpreter";
import type { FloatTensor } from "../../../../../src/net/tensors";
import { psnr } from "../../../../../src/translator/selftest/stored";
import { seededRandom, tinyGenerator } from "../../../../../src/translator/selftest/tiny";

function randomWeights(graph: Graph, seed: number): Map<string, FloatTensor> {
  const random = seededRandom(seed);
  const weights = graph.parameters.map(({ name, shape, role }) => {
    const length = shape.reduce((product, extent) => product * extent, 1);
    const positive = role === "movingVariance" ? 1.5 : 0;
    return [name, { shape, data: Float32Array.from({ length }, () => random() * 2 - 1 + positive) }] as const;
  });
  return new Map(weights);
}

function toTensors(weights: ReadonlyMap<string, FloatTensor>): Map<string, tf.Tensor> {
  return new Map([...weights].map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]));
}

function randomImage(size: number, channels = 3): tf.Tensor4D {
  return tf.randomUniform<tf.Rank.R4>([1, size, size, channels], -1, 1, "float32", 5);
}

describe.each(["cpu", "wasm"])("on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  test.each(["cin", "concat"] as const)("a StarGAN generator (%s) gives the interpreter's picture", (conditioning) => {
    const architecture = { channels: 4, residualBlocks: 2, conditioning, domains: 3 };
    const graph = buildStargan(architecture, 16);
    const { weights } = tinyGenerator(architecture, 7);
    const inputs = { image: randomImage(16), domain: tf.tensor2d([[0.2, 0, 0.8]]) };
    const wanted = runGraph(graph, toTensors(weights), inputs)["image"]?.dataSync() ?? [];
    const plan = new InferencePlan(graph, weights);
    const found = plan.run(inputs)["image"]?.dataSync() ?? [];
    expect(found).toHaveLength(16 * 16 * 3);
    expect(psnr(found, wanted)).toBeGreaterThan(90);
  });

  test.each([
    ["cyclegan", buildCyclegan({ channels: 4, residualBlocks: 2 }, 16)],
    ["light ugatit", buildUgatit({ channels: 4, residualBlocks: 2, light: true }, 16)],
    ["pix2pix", buildPix2pix({ channels: 4, dropout: 0.5 }, 16)],
    ["full ugatit", buildUgatit({ channels: 2, residualBlocks: 1, light: false }, 16)],
  ])("a %s generator gives the interpreter's outputs, one picture after another", (_, graph) => {
    const weights = randomWeights(graph, 3);
    const plan = new InferencePlan(graph, weights);
    for (const image of [randomImage(16), tf.mul<tf.Tensor4D>(randomImage(16), 0.3)]) {
      const wanted = runGraph(graph, toTensors(weights), { image });
      const found = plan.run({ image });
      expect(Object.keys(found)).toEqual(Object.keys(wanted));
      for (const [name, tensor] of Object.entries(found)) {
        const values = wanted[name]?.dataSync() ?? [];
        const scale = Math.max(...values.map(Math.abs));
        tensor.dataSync().forEach((value, i) => {
          expect(Math.abs(value - (values[i] ?? Number.NaN))).toBeLessThan(1e-4 * scale);
        });
      }
      expect(wanted["image"]?.shape).toEqual([1, 16, 16, 3]);
    }
  });

  test("a dcgan generator gives the interpreter's picture", () => {
    const graph = buildDcgan({ latent: 5, channels: 2, doublings: 2 }, 16);
    const weights = randomWeights(graph, 3);
    const latent = tf.tensor2d([[0.3, -0.9, 0.1, 1, -0.2]]);
    const wanted = runGraph(graph, toTensors(weights), { latent })["image"]?.dataSync() ?? [];
    const found = new InferencePlan(graph, weights).run({ latent })["image"]?.dataSync() ?? [];
    expect(found).toHaveLength(16 * 16 * 3);
    expect(psnr(found, wanted)).toBeGreaterThan(90);
  });

  test("all other nodes, shared values and several outputs", () => {
    const b = new GraphBuilder("mixed");
    const image = b.input("image", [8, 8, 4]);
    const a = b.activation(b.conv2d(image, "a", { channels: 4, kernel: 3, bias: true }), "a.relu", "relu6");
    const d = b.activation(b.depthwiseConv2d(a, "d", { kernel: 3, stride: 2 }), "d.leaky", "leakyRelu");
    const n = b.activation(b.batchNorm(d, "n"), "n.relu", "relu");
    const up = b.upsample(n, "up", "nearest");
    // Read twice: neither reader may swallow it.
    const sum = b.add(up, b.conv2d(up, "c", { channels: 4, kernel: 3 }), "sum");
    const strided = b.conv2d(b.concat([sum, a], "join"), "s", { channels: 6, kernel: 4, stride: 2, padding: 1 });
    const normed = b.activation(b.instanceNorm(strided, "i", { affine: false }), "i.tanh", "tanh");
    const soft = b.softmax(b.dense(b.dropout(b.globalPool(normed, "g"), "drop", 0.5), "dense", 3), "soft");
    const graph = b.build({ soft, normed, pooled: b.pool(sum, "p", "max"), big: b.upsample(normed, "b", "bilinear") });

    const weights = randomWeights(graph, 11);
    const inputs = { image: randomImage(8, 4) };
    const wanted = runGraph(graph, toTensors(weights), inputs);
    const found = new InferencePlan(graph, weights).run(inputs);
    expect(Object.keys(found).toSorted()).toEqual(["big", "normed", "pooled", "soft"]);
    for (const [name, tensor] of Object.entries(found)) {
      expect(tensor.shape).toEqual(wanted[name]?.shape);
      expect(psnr(tensor.dataSync(), wanted[name]?.dataSync() ?? [])).toBeGreaterThan(90);
    }
  });

  test("a picture of one colour, where the variance is next to nothing, gives no wild values", () => {
    const architecture = { channels: 4, residualBlocks: 1, conditioning: "cin", domains: 1 } as const;
    const graph = buildStargan(architecture, 32);
    const { weights } = tinyGenerator(architecture, 3);
    const inputs = { image: tf.mul<tf.Tensor4D>(tf.ones([1, 32, 32, 3]), 0.9), domain: tf.ones<tf.Rank.R2>([1, 1]) };
    const wanted = runGraph(graph, toTensors(weights), inputs)["image"]?.dataSync() ?? [];
    const found = new InferencePlan(graph, weights).run(inputs)["image"]?.dataSync() ?? [];
    expect(psnr(found, wanted)).toBeGreaterThan(60);
  });

  test("other domain weights take effect at once, and nothing is left behind", () => {
    const architecture = { channels: 4, residualBlocks: 1, conditioning: "cin", domains: 2 } as const;
    const graph = buildStargan(architecture, 8);
    const { weights } = tinyGenerator(architecture, 9);
    const image = randomImage(8);
    const plan = new InferencePlan(graph, weights);
    const run = (...domains: number[]): number[] =>
      tf.tidy(() => [...(plan.run({ image, domain: tf.tensor2d([domains]) })["image"]?.dataSync() ?? [])]);
    const first = run(1, 0);
    const before = tf.memory().numTensors;
    const second = run(0, 1);
    const half = run(0.5, 0.5);
    expect(run(1, 0)).toEqual(first);
    expect(psnr(second, first)).toBeLessThan(30);
    expect(psnr(half, first)).toBeGreaterThan(psnr(second, first));
    expect(tf.memory().numTensors).toBe(before);
  });

  test("what does not fit is named", () => {
    const architecture = { channels: 2, residualBlocks: 0, conditioning: "cin", domains: 1 } as const;
    const graph = buildStargan(architecture, 8);
    const { weights } = tinyGenerator(architecture, 1);
    const plan = new InferencePlan(graph, weights);
    const domain = tf.ones([1, 1]);
    expect(() => plan.run({ domain })).toThrow(/needs the input image/);
    expect(() => plan.run({ domain, image: tf.zeros([2, 8, 8, 3]) })).toThrow(GraphError);
    expect(() => plan.run({ domain, image: tf.zeros([1, 16, 16, 3]) })).toThrow(/instead of \[1, 8, 8, 3\]/);
    plan.dispose();
    expect(() => plan.run({ domain, image: tf.zeros([1, 8, 8, 3]) })).toThrow(/disposed/);
    weights.delete("output.conv.bias");
    expect(() => new InferencePlan(graph, weights)).toThrow(WeightsError);
  });
});
