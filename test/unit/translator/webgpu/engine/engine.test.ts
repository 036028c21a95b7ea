import { beforeAll, describe, expect, test } from "vitest";

import { buildClassifier } from "../../../../../src/net/families/classifier";
import { buildDcgan } from "../../../../../src/net/families/dcgan";
import { buildPix2pix } from "../../../../../src/net/families/pix2pix";
import { buildSegmenter } from "../../../../../src/net/families/segmenter";
import { buildStargan } from "../../../../../src/net/families/stargan";
import { buildUgatit } from "../../../../../src/net/families/ugatit";
import type { Graph } from "../../../../../src/net/graph";
import { seededRandom } from "../../../../../src/translator/selftest/tiny";
import { Engine } from "../../../../../src/translator/webgpu/engine";
import { requestDevice } from "./device";
import { interpret, randomInputs, randomWeights, worstDifference } from "./reference";

let device: GPUDevice;
const errors: string[] = [];
beforeAll(async () => {
  device = await requestDevice();
  device.addEventListener("uncapturederror", ({ error }) => errors.push(error.message));
});

/** Worst difference of any output from the interpreter's. */
async function compare(graph: Graph, batch = 1, seed = 1): Promise<number> {
  const random = seededRandom(seed);
  const weights = randomWeights(graph, random);
  const inputs = randomInputs(graph, batch, random);
  const expected = await interpret(graph, weights, inputs, batch);
  const engine = await Engine.create(device, { graph, weights }, { arithmetic: "f32", batch });
  const found = await engine.run(inputs);
  engine.dispose();
  expect(errors.splice(0)).toEqual([]);
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  return Math.max(...Object.keys(expected).map((name) => worstDifference(found[name], expected[name])));
}

describe("every family gives what the interpreter gives", () => {
  const families: Readonly<Record<string, () => Graph>> = {
    "stargan with conditional norm and skips": () =>
      buildStargan({ channels: 6, residualBlocks: 2, conditioning: "cin", skips: true, domains: 3 }, 20),
    "stargan with label planes": () =>
      buildStargan({ channels: 4, residualBlocks: 1, conditioning: "concat", domains: 3 }, 12),
    "ugatit, light": () => buildUgatit({ channels: 3, residualBlocks: 1, light: true }, 12),
    "ugatit, full": () => buildUgatit({ channels: 4, residualBlocks: 1, light: false }, 8),
    pix2pix: () => buildPix2pix({ channels: 4, dropout: 0.5 }, 16),
    dcgan: () => buildDcgan({ latent: 7, channels: 4, doublings: 2 }, 16),
    segmenter: () => buildSegmenter({ channels: [4, 6, 8], classes: 2 }, 16),
    classifier: () => buildClassifier({ channels: [5, 6], classes: 3, dropout: 0 }, 16),
  };
  test.each(Object.entries(families))("%s", { timeout: 60_000 }, async (_, build) => {
    expect(await compare(build())).toBeLessThan(1e-4);
  });
});
