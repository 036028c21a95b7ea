import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";

import { GraphBuilder, type Value } from "../../../../../src/net/builder";
import type { Graph } from "../../../../../src/net/graph";
import type { Weights } from "../../../../../src/net/tensors";
import { seededRandom } from "../../../../../src/translator/selftest/tiny";
import { type Arithmetic, Engine } from "../../../../../src/translator/webgpu/engine";
import { requestDevice } from "./device";
import { interpret, randomInputs, randomWeights, type Values, worstDifference } from "./reference";

let device: GPUDevice;
const errors: string[] = [];
beforeAll(async () => {
  device = await requestDevice();
  device.addEventListener("uncapturederror", ({ error }) => errors.push(error.message));
});

const shape = fc.record({
  height: fc.integer({ min: 1, max: 11 }),
  width: fc.integer({ min: 1, max: 11 }),
  inputs: fc.integer({ min: 1, max: 9 }),
  outputs: fc.integer({ min: 1, max: 13 }),
  kernel: fc.constantFrom(1, 2, 3, 4, 7),
  stride: fc.constantFrom(1, 1, 2, 3),
  padding: fc.constantFrom("half" as const, "same" as const),
  scale: fc.constantFrom(1, 1, 2, 3),
  normed: fc.boolean(),
  batch: fc.integer({ min: 1, max: 3 }),
  seed: fc.integer({ min: 0, max: 1e6 }),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

/** A convolution, with a norm and an activation before and after it where `normed`. */
function convolution({ height, width, inputs, outputs, kernel, stride, padding, scale, normed }: Shape): Graph {
  const b = new GraphBuilder("test");
  let x: Value = b.input("image", [height, width, inputs]);
  if (normed) x = b.activation(b.instanceNorm(x, "before"), "before.act", "leakyRelu", 0.3);
  if (scale > 1) x = b.upsample(x, "up", "nearest", scale);
  const pad = padding === "same" ? "same" : kernel >> 1;
  x = b.conv2d(x, "conv", { channels: outputs, kernel, stride, padding: pad, bias: !normed });
  x = normed ? b.instanceNorm(x, "after") : b.activation(x, "after", "tanh");
  return b.build({ image: x });
}

async function run(
  graph: Graph,
  weights: Weights,
  inputs: Values,
  batch: number,
  arithmetic: Arithmetic,
  scale?: number,
) {
  const activationScales = new Map(scale === undefined ? [] : [["conv", scale]]);
  const engine = await Engine.create(device, { graph, weights }, { arithmetic, batch, activationScales });
  const answer = await engine.run(inputs);
  engine.dispose();
  expect(errors.splice(0)).toEqual([]);
  return answer["image"];
}

describe("convolutions of any shape", () => {
  test("f32: as the interpreter", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (drawn) => {
        const graph = convolution(drawn);
        const random = seededRandom(drawn.seed);
        const weights = randomWeights(graph, random);
        const inputs = randomInputs(graph, drawn.batch, random);
        const expected = await interpret(graph, weights, inputs, drawn.batch);
        const found = await run(graph, weights, inputs, drawn.batch, "f32");
        expect(worstDifference(found, expected["image"])).toBeLessThan(1e-4);
      }),
      { numRuns: 12, seed: 5 },
    );
  });

  test("int8: exactly, where all numbers are multiples of their steps", { timeout: 120_000 }, async () => {
    const step = 0.125;
    const plain = shape.map((drawn) => ({ ...drawn, normed: false, scale: 1 as const }));
    await fc.assert(
      fc.asyncProperty(plain, async (drawn) => {
        const graph = convolution(drawn);
        const random = seededRandom(drawn.seed);
        const weights = randomWeights(graph, random);
        const kernel = weights.get("conv.weight");
        if (kernel === undefined) throw new Error("no kernel");
        // Small enough for tanh to tell them apart, and one weight of each output at 127 steps.
        const integers = kernel.data.map((_, at) => (at < drawn.outputs ? 127 : Math.round(random() * 254 - 127)));
        weights.set("conv.weight", { ...kernel, data: integers.map((value) => value * 2 ** -12) });
        const given = randomInputs(graph, drawn.batch, random);
        const inputs = { image: (given["image"] ?? new Float32Array()).map((value) => Math.round(value * 127) * step) };
        const expected = await interpret(graph, weights, inputs, drawn.batch);
        const found = await run(graph, weights, inputs, drawn.batch, "int8", step);
        // Half floats between the layers.
        expect(worstDifference(found, expected["image"])).toBeLessThan(1e-3);
      }),
      { numRuns: 8, seed: 6 },
    );
  });

  test("int8 rounds what it reads to the nearest step and stops at 127 of them", { timeout: 60_000 }, async () => {
    const b = new GraphBuilder("test");
    const x = b.input("image", [1, 8, 1]);
    const graph = b.build({ image: b.conv2d(x, "conv", { channels: 1, kernel: 1 }) });
    const weights = new Map([["conv.weight", { shape: [1, 1, 1, 1], data: Float32Array.of(1) }]]);
    const image = Float32Array.of(0, 0.24, 0.26, -0.26, 63.6, 1000, -1000, 0.74);
    const found = await run(graph, weights, { image }, 1, "int8", 0.5);
    expect([...(found ?? [])]).toEqual(
      [0, 0, 0.5, -0.5, 63.5, 63.5, -63.5, 0.5].map((value) => expect.closeTo(value, 2)),
    );
  });
});

describe("other kernels", () => {
  const drawn = fc.record({
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    channels: fc.integer({ min: 1, max: 10 }),
    more: fc.integer({ min: 1, max: 6 }),
    batch: fc.integer({ min: 1, max: 3 }),
    seed: fc.integer({ min: 0, max: 1e6 }),
  });

  test("as the interpreter", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async ({ height, width, channels, more, batch, seed }) => {
        const b = new GraphBuilder("test");
        const x = b.input("image", [height, width, channels]);
        const y = b.input("other", [height, width, more]);
        const depthwise = b.depthwiseConv2d(x, "depthwise", { kernel: 3, stride: 2, padding: "same", bias: true });
        const both = b.concat([x, y, x], "joined");
        const norm = b.instanceNorm(b.activation(both, "sigmoid", "sigmoid"), "norm");
        const flat = b.reshape(y, "flat", [height * width * more]);
        const graph = b.build({
          depthwise: b.instanceNorm(depthwise, "normed"),
          norm: b.activation(norm, "relu6", "relu6"),
          average: b.pool(x, "average", "average", 3, 2),
          largest: b.pool(b.upsample(x, "up", "nearest", 2), "largest", "max"),
          whole: b.softmax(b.globalPool(x, "whole", "max"), "softmax"),
          mean: b.globalPool(b.channelSum(x, "sum"), "mean"),
          bilinear: b.upsample(x, "bilinear", "bilinear", 3),
          dense: b.activation(b.dense(flat, "dense", channels), "dense.tanh", "tanh"),
          picture: b.reshape(b.dense(flat, "wide", height * width * more), "picture", [width, height, more]),
          // What a kernel reads may be enlarged on the way.
          large: b.reshape(b.upsample(y, "twice", "nearest", 2), "large", [width * 2, height * 2, more]),
          probabilities: b.softmax(both, "probabilities"),
        });
        const random = seededRandom(seed);
        const weights = randomWeights(graph, random);
        const inputs = randomInputs(graph, batch, random);
        const expected = await interpret(graph, weights, inputs, batch);
        const engine = await Engine.create(device, { graph, weights }, { arithmetic: "f32", batch });
        const found = await engine.run(inputs);
        engine.dispose();
        expect(errors.splice(0)).toEqual([]);
        const differences = Object.entries(expected).map(([name, values]) => [
          name,
          worstDifference(found[name], values),
        ]);
        expect(differences.filter(([, difference]) => !(Number(difference) < 1e-4))).toEqual([]);
      }),
      { numRuns: 2, seed: 7 },
    );
  });
});
