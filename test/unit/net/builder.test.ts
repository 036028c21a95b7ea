import { describe, expect, it } from "vitest";

import { GraphBuilder } from "../../../src/net/builder";
import { graphCost } from "../../../src/net/cost";
import { GraphError } from "../../../src/net/errors";
import { buildClassifier, buildPatchDiscriminator, buildSegmenter, buildStargan } from "../../../src/net/families";

const picture = (): { b: GraphBuilder; x: ReturnType<GraphBuilder["input"]> } => {
  const b = new GraphBuilder("test");
  return { b, x: b.input("image", [8, 12, 3]) };
};

describe("GraphBuilder", () => {
  it.each([
    [3, 1, undefined, [8, 12]],
    [3, 2, 1, [4, 6]],
    [3, 2, "same", [4, 6]],
    [7, 1, undefined, [8, 12]],
    [4, 2, 1, [4, 6]],
    [5, 3, 0, [2, 3]],
  ] as const)(
    "infers the shape of a %i-wide kernel with stride %i and padding %s",
    (kernel, stride, padding, [h, w]) => {
      const { b, x } = picture();
      const y = b.conv2d(x, "conv", { channels: 5, kernel, stride, ...(padding === undefined ? {} : { padding }) });
      expect(y.shape).toEqual([h, w, 5]);
      expect(b.build({ y }).parameters).toEqual([
        { name: "conv.weight", shape: [kernel, kernel, 3, 5], role: "kernel", fanIn: kernel * kernel * 3 },
      ]);
    },
  );

  it("infers resizing, pooling, joining, pooling away and label planes", () => {
    const { b, x } = picture();
    const domain = b.input("domain", [4]);
    expect(b.upsample(x, "up", "nearest", 3).shape).toEqual([24, 36, 3]);
    expect(b.pool(x, "pool", "max").shape).toEqual([4, 6, 3]);
    expect(b.concat([x, x], "twice").shape).toEqual([8, 12, 6]);
    expect(b.labelPlanes(x, domain, "planes").shape).toEqual([8, 12, 7]);
    expect(b.dense(b.globalPool(x, "global"), "dense", 9).shape).toEqual([9]);
    expect(b.concat([domain, domain], "vectors").shape).toEqual([8]);
    expect(b.channelSum(x, "sum").shape).toEqual([8, 12, 1]);
    expect(b.reshape(x, "flat", [288]).shape).toEqual([288]);
  });

  it.each<[string, (b: GraphBuilder) => unknown, RegExp]>([
    [
      "adding different shapes",
      (b) => b.add(b.input("a", [2, 2, 3]), b.input("b", [2, 2, 4]), "sum"),
      /sum adds \[2, 2, 3\] to \[2, 2, 4\]/,
    ],
    [
      "joining different sizes",
      (b) => b.concat([b.input("a", [2, 2, 3]), b.input("b", [4, 2, 3])], "join"),
      /join joins values of different sizes: \[2, 2, 3\] \[4, 2, 3\]/,
    ],
    [
      "weights of another number of channels",
      (b) => b.channelScale(b.input("a", [2, 2, 3]), "map", b.dense(b.input("v", [4]), "logit", 1)),
      /map needs weights of \[3, 1\], but those of logit are \[4, 1\]/,
    ],
    [
      "a norm whose gamma has other channels",
      (b) =>
        b.layerInstanceNorm(b.input("a", [2, 2, 3]), "n", 1, { gamma: b.input("g", [2]), beta: b.input("h", [3]) }),
      /n has 3 channels, but g has shape \[2\]/,
    ],
    [
      "a shape of other numbers",
      (b) => b.reshape(b.input("a", [6]), "r", [2, 2, 2]),
      /r cannot make \[2, 2, 2\] of the 6/,
    ],
    ["two nodes of one name", (b) => [b.input("a", [2]), b.input("a", [2])], /two nodes are called a/],
    [
      "a vector where a picture is needed",
      (b) => b.conv2d(b.input("a", [2]), "conv", { channels: 1, kernel: 1 }),
      /conv needs a picture/,
    ],
    ["a picture where a vector is needed", (b) => b.dense(b.input("a", [2, 2, 2]), "dense", 1), /dense needs a vector/],
    [
      "a kernel larger than the picture",
      (b) => b.conv2d(b.input("a", [2, 2, 2]), "conv", { channels: 1, kernel: 5, padding: 0 }),
      /nothing left of 2x2/,
    ],
    [
      "channels that are no count",
      (b) => b.conv2d(b.input("a", [2, 2, 2]), "conv", { channels: 1.5, kernel: 1 }),
      /channels 1.5/,
    ],
    ["an empty input", (b) => b.input("a", [0, 2, 2]), /positive integer/],
    [
      "a value of another graph",
      (b) => b.activation(new GraphBuilder("other").input("z", [2]), "act", "relu"),
      /act reads z/,
    ],
    ["no output", (b) => b.build({}), /needs an output/],
  ])("refuses %s by name", (_, build, message) => {
    const act = (): unknown => build(new GraphBuilder("test"));
    expect(act).toThrow(GraphError);
    expect(act).toThrow(message);
  });
});

describe("families", () => {
  it("keeps the lens within its budget at 256x256", () => {
    const cost = graphCost(buildStargan({ channels: 16, residualBlocks: 5, conditioning: "cin", domains: 10 }, 256));
    expect(cost.macs).toBeLessThanOrEqual(3.2e9);
    expect(cost.parameters).toBe(435_427);
  });

  it("keeps the segmenter within 0.15 GMAC", () => {
    expect(graphCost(buildSegmenter({ channels: [16, 32, 64, 96], classes: 2 }, 128)).macs).toBeLessThanOrEqual(0.15e9);
  });

  it("adds one plane for each domain under label concatenation", () => {
    const graph = buildStargan({ channels: 4, residualBlocks: 1, conditioning: "concat", domains: 6 }, 16);
    expect(graph.parameters.find(({ name }) => name === "encoder.0.conv.weight")?.shape).toEqual([7, 7, 9, 4]);
    expect(graph.parameters.find(({ name }) => name === "encoder.0.norm.gamma")?.shape).toEqual([4]);
  });

  it("gives the classifier's features beside its logits", () => {
    const graph = buildClassifier({ channels: [4, 8], classes: 3, dropout: 0.1 }, 16);
    const shapes = Object.fromEntries(graph.nodes.map(({ id, shape }) => [id, shape]));
    expect(shapes[graph.outputs["features"] ?? ""]).toEqual([8]);
    expect(shapes[graph.outputs["logits"] ?? ""]).toEqual([3]);
  });

  it("puts a discriminator's heads at the depths asked for", () => {
    const graph = buildPatchDiscriminator({ channels: 4, heads: [2, 3], maps: 5 }, 32);
    const shapes = Object.fromEntries(graph.nodes.map(({ id, shape }) => [id, shape]));
    expect(shapes[graph.outputs["patch.2"] ?? ""]).toEqual([8, 8, 5]);
    expect(shapes[graph.outputs["patch.3"] ?? ""]).toEqual([4, 4, 5]);
  });

  it("puts heads on another net's features", () => {
    const projected = {
      channels: 6,
      features: new Map([
        [1, 24],
        [3, 96],
      ]),
    };
    const graph = buildPatchDiscriminator({ channels: 4, heads: [2], maps: 5, projected }, 30);
    const shapes = Object.fromEntries(graph.nodes.map(({ id, shape }) => [id, shape]));
    expect(shapes["features.3"]).toEqual([4, 4, 96]);
    expect(shapes[graph.outputs["projected.1"] ?? ""]).toEqual([15, 15, 5]);
    expect(shapes[graph.outputs["projected.3"] ?? ""]).toEqual([4, 4, 5]);
  });
});
