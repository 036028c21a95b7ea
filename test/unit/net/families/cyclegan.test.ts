import { describe, expect, it } from "vitest";

import { graphCost } from "../../../../src/net/cost";
import { GraphError } from "../../../../src/net/errors";
import { buildCyclegan, buildPatchGan } from "../../../../src/net/families";
import type { Graph } from "../../../../src/net/graph";

const outputShape = (graph: Graph, name: string): readonly number[] =>
  graph.nodes.find(({ id }) => id === graph.outputs[name])?.shape ?? [];

describe("buildCyclegan", () => {
  it("has the paper's size at 256 pixels with 9 blocks", () => {
    const graph = buildCyclegan({ channels: 64, residualBlocks: 9 }, 256);
    expect(outputShape(graph, "image")).toEqual([256, 256, 3]);
    // As published with transposed convolutions (Li et al. 2020): a resized convolution costs as much.
    const { parameters, macs } = graphCost(graph);
    expect(parameters / 1e6).toBeCloseTo(11.38, 2);
    expect(macs / 1e9).toBeCloseTo(56.8, 2);
  });

  it("refuses a size that its strides do not divide", () => {
    expect(() => buildCyclegan({ channels: 4, residualBlocks: 1 }, 30)).toThrow(GraphError);
    expect(() => buildCyclegan({ channels: 4, residualBlocks: 1 }, 30)).toThrow(/cyclegan: .*30x30.*multiples of 4/);
  });
});

describe("buildPatchGan", () => {
  it("gives the 30x30 logits of the 70x70 discriminator at 256 pixels", () => {
    const graph = buildPatchGan({ channels: 64, layers: 3, paired: false }, 256);
    expect(outputShape(graph, "patch")).toEqual([30, 30, 1]);
    expect(graphCost(graph).parameters / 1e6).toBeCloseTo(2.76, 1);
  });

  it("looks at 70x70 pixels through 3 layers, 34x34 through 2, 16x16 through 1", () => {
    const field = (layers: number): number => {
      const graph = buildPatchGan({ channels: 2, layers, paired: false }, 128);
      return graph.nodes.reduceRight(
        (pixels, node) => (node.op === "conv2d" ? (pixels - 1) * node.stride + node.kernel : pixels),
        1,
      );
    };
    expect([1, 2, 3].map(field)).toEqual([16, 34, 70]);
  });

  it("joins pairs to six channels", () => {
    const graph = buildPatchGan({ channels: 4, layers: 2, paired: true }, 32);
    expect(graph.nodes.flatMap(({ op, id }) => (op === "input" ? [id] : []))).toEqual(["image", "condition"]);
    expect(graph.parameters.find(({ name }) => name === "layer.0.conv.weight")?.shape).toEqual([4, 4, 6, 4]);
  });

  it("refuses a picture that nothing is left of", () => {
    expect(() => buildPatchGan({ channels: 4, layers: 3, paired: false }, 16)).toThrow(/nothing left/);
  });
});
