import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, expect, test } from "vitest";

import { buildStargan } from "../../../../../src/net/families";
import type { Graph } from "../../../../../src/net/graph";
import { runGraph } from "../../../../../src/net/interpreter";
import type { Weights } from "../../../../../src/net/tensors";
import { seededRandom, tinyWeights } from "../../../../../src/translator/selftest/tiny";
import { Engine } from "../../../../../src/translator/webgpu/engine";
import { requestDevice } from "./device";

let device: GPUDevice;
beforeAll(async () => {
  device = await requestDevice();
  device.addEventListener("uncapturederror", (event) => console.log(event.error.message.slice(0, 2000)));
  await tf.setBackend("cpu");
});

async function reference(graph: Graph, weights: Weights, inputs: Record<string, Float32Array>, batch: number) {
  const tensors = new Map([...weights].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]));
  const shaped = Object.fromEntries(
    graph.nodes
      .filter(({ op }) => op === "input")
      .map(({ id, shape }) => [id, tf.tensor(inputs[id] ?? [], [batch, ...shape])]),
  );
  const out = runGraph(graph, tensors, shaped);
  return Object.fromEntries(Object.entries(out).map(([name, t]) => [name, t.dataSync<"float32">()]));
}

test("lens", async () => {
  const graph = buildStargan({ channels: 8, residualBlocks: 2, conditioning: "cin", skips: true, domains: 3 }, 32);
  const random = seededRandom(1);
  const weights = tinyWeights(graph, random);
  const inputs = {
    image: Float32Array.from({ length: 32 * 32 * 3 }, () => random() * 2 - 1),
    domain: Float32Array.of(0.2, 0.5, 0.3),
  };
  const want = await reference(graph, weights, inputs, 1);
  const engine = await Engine.create(device, { graph, weights }, { arithmetic: "f32" });
  const got = await engine.run(inputs);
  let worst = 0;
  want["image"]?.forEach((v, i) => (worst = Math.max(worst, Math.abs(v - (got["image"]?.[i] ?? 9)))));
  console.log(engine.layers.map((l) => `${l.id} ${l.kernel} ${JSON.stringify(l.tile)}`).join("\n"));
  console.log("worst", worst);
  expect(worst).toBeLessThan(1e-4);
});
