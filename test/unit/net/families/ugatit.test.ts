import { describe, expect, it } from "vitest";

import { graphCost } from "../../../../src/net/cost";
import { buildCamDiscriminator, buildUgatit } from "../../../../src/net/families";
import type { Graph } from "../../../../src/net/graph";
import { quantizationRule, quantizeWeights } from "../../../../src/net/quantize";
import { writeSafetensors } from "../../../../src/net/safetensors";

const outputShapes = (graph: Graph): Record<string, readonly number[] | undefined> =>
  Object.fromEntries(
    Object.entries(graph.outputs).map(([name, id]) => [name, graph.nodes.find((node) => node.id === id)?.shape]),
  );

function storedBytes(graph: Graph): number {
  const weights = new Map(
    graph.parameters.map(({ name, shape }) => [
      name,
      { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.1) },
    ]),
  );
  return writeSafetensors(quantizeWeights(weights, quantizationRule(graph)), {}).length;
}

describe("buildUgatit", () => {
  it("gives the picture, the attention's logits and its map", () => {
    expect(outputShapes(buildUgatit({ channels: 4, residualBlocks: 1, light: true }, 32))).toEqual({
      image: [32, 32, 3],
      "cam.logits": [2],
      heatmap: [8, 8, 1],
    });
  });

  it("has a fully connected part that grows with the picture in the full model alone", () => {
    const full = (size: number): number =>
      graphCost(buildUgatit({ channels: 64, residualBlocks: 4, light: false }, size)).parameters;
    const light = (size: number): number =>
      graphCost(buildUgatit({ channels: 64, residualBlocks: 4, light: true }, size)).parameters;
    expect(light(256)).toBe(light(128));
    // One layer from all 64 x 64 x 256 features to 256 instead of one from 256.
    expect(full(256) - light(256)).toBe(64 * 64 * 256 * 256 - 256 * 256);
  });

  it("fits 1.5 MB as int8 when it is light and narrow", () => {
    const bytes = storedBytes(buildUgatit({ channels: 22, residualBlocks: 4, light: true }, 256));
    expect(bytes).toBeGreaterThan(1e6);
    expect(bytes).toBeLessThan(1.5e6);
  });

  it("keeps the attention's weights in half floats: one scale would have to do for all of them", () => {
    const graph = buildUgatit({ channels: 4, residualBlocks: 1, light: true }, 16);
    const rule = quantizationRule(graph);
    expect(rule("cam.average.logit.weight", [16, 1])).toBeNull();
    expect(rule("adaptive.0.0.norm.rho", [16])).toBeNull();
    expect(rule("style.gamma.weight", [16, 16])).toBe(16);
  });

  it("starts near instance norm in the residual blocks and at layer norm in the decoder", () => {
    const { parameters } = buildUgatit({ channels: 4, residualBlocks: 1, light: true }, 16);
    const rho = parameters.filter(({ role }) => role === "rho").map(({ name, initial }) => [name, initial]);
    expect(rho).toEqual([
      ["adaptive.0.0.norm.rho", 0.9],
      ["adaptive.0.1.norm.rho", 0.9],
      ["decoder.0.norm.rho", 0],
      ["decoder.1.norm.rho", 0],
    ]);
  });
});

describe("buildCamDiscriminator", () => {
  it("is global with 5 strided layers and local with 3, as at the paper's 256 pixels", () => {
    const at = (layers: number): unknown => outputShapes(buildCamDiscriminator({ channels: 2, layers }, 256));
    expect(at(5)).toEqual({ patch: [6, 6, 1], "cam.logits": [2], heatmap: [7, 7, 1] });
    expect(at(3)).toEqual({ patch: [30, 30, 1], "cam.logits": [2], heatmap: [31, 31, 1] });
  });
});
