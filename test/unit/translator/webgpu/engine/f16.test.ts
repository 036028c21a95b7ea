import { beforeAll, expect, test, type TestContext } from "vitest";

import { GraphBuilder } from "../../../../../src/net/builder";
import type { Graph } from "../../../../../src/net/graph";
import type { Weights } from "../../../../../src/net/tensors";
import { seededRandom } from "../../../../../src/translator/selftest/tiny";
import { Engine } from "../../../../../src/translator/webgpu/engine";
import { requestHalfDevice } from "./device";
import { interpret, randomInputs, randomWeights, type Values, worstDifference } from "./reference";

// A Vulkan driver is one for a process, so these tests have a file of their own; and pipelines take long to compile there.

let device: GPUDevice | null = null;
const errors: string[] = [];
beforeAll(async () => {
  device = await requestHalfDevice();
  device?.addEventListener("uncapturederror", ({ error }) => errors.push(error.message));
  if (device === null) console.warn("Half floats are not tested: MEALSHIFT_LLVMPIPE names no driver with shader-f16.");
}, 60_000);

async function run(context: TestContext, graph: Graph, weights: Weights, inputs: Values): Promise<Values> {
  if (device === null) return context.skip("no driver with shader-f16");
  const engine = await Engine.create(device, { graph, weights }, { arithmetic: "f16" });
  expect(engine.layers.every(({ arithmetic, kernel }) => kernel !== "conv" || arithmetic === "f16")).toBe(true);
  const found = await engine.run(inputs);
  engine.dispose();
  expect(errors.splice(0)).toEqual([]);
  return found;
}

test("convolutions with norms and a skip between them, to three digits", { timeout: 120_000 }, async (context) => {
  const b = new GraphBuilder("test");
  const x = b.input("image", [9, 7, 8]);
  const first = b.conv2d(x, "first", { channels: 8, kernel: 3 });
  const norm = b.activation(b.instanceNorm(first, "norm"), "relu", "relu");
  const sum = b.add(norm, b.instanceNorm(first, "other"), "sum");
  const graph = b.build({ first, image: b.conv2d(sum, "second", { channels: 5, kernel: 3, bias: true }) });
  const random = seededRandom(3);
  const weights = randomWeights(graph, random);
  const inputs = randomInputs(graph, 1, random);
  const found = await run(context, graph, weights, inputs);
  const expected = await interpret(graph, weights, inputs, 1);
  const differences = Object.entries(expected).map(([name, values]) => worstDifference(found[name], values));
  for (const difference of differences) expect(difference).toBeLessThan(4e-3);
  // Of 32-bit products nothing would be lost but by the storage of the output.
  expect(Math.max(...differences)).toBeGreaterThan(1e-5);
});

test("long sums lose no digits", { timeout: 120_000 }, async (context) => {
  const channels = 256;
  const b = new GraphBuilder("test");
  const graph = b.build({ image: b.conv2d(b.input("image", [3, 3, channels]), "conv", { channels: 4, kernel: 3 }) });
  const weights = new Map([
    ["conv.weight", { shape: [3, 3, channels, 4], data: new Float32Array(9 * channels * 4).fill(1) }],
  ]);
  const found = await run(context, graph, weights, { image: new Float32Array(9 * channels).fill(1) });
  // Added one by one in half floats, ones stop to count at 2048.
  const taps = [4, 6, 4, 6, 9, 6, 4, 6, 4];
  expect([...(found["image"] ?? [])]).toEqual(taps.flatMap((count) => Array<number>(4).fill(count * channels)));
});
