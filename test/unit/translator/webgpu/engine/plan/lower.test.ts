import { describe, expect, test } from "vitest";

import { GraphBuilder, type Value } from "../../../../../../src/net/builder";
import { buildPix2pix } from "../../../../../../src/net/families/pix2pix";
import { buildStargan } from "../../../../../../src/net/families/stargan";
import type { Graph, GraphNode } from "../../../../../../src/net/graph";
import { seededRandom } from "../../../../../../src/translator/selftest/tiny";
import { lower, type Lowered } from "../../../../../../src/translator/webgpu/engine/plan/lower";
import { type Step, writtenBy } from "../../../../../../src/translator/webgpu/engine/plan/steps";
import { UnsupportedGraphError } from "../../../../../../src/translator/webgpu/engine";
import { randomWeights } from "../reference";

function lowered(graph: Graph, scales?: ReadonlyMap<string, number>): Lowered {
  return lower(graph, randomWeights(graph, seededRandom(1)), scales);
}

function kernels({ steps }: Lowered): readonly Step["kernel"][] {
  return steps.map(({ kernel }) => kernel);
}

function convolutions({ nodes }: Graph): readonly string[] {
  return nodes.flatMap(({ id, op }) => (op === "conv2d" ? [id] : []));
}

/** A graph of a picture of 6x6 pixels and four channels. */
function graphOf(make: (b: GraphBuilder, x: Value) => Readonly<Record<string, Value>>): Graph {
  const b = new GraphBuilder("test");
  return b.build(make(b, b.input("image", [6, 6, 4])));
}

describe("what becomes one dispatch", () => {
  const lens = buildStargan({ channels: 4, residualBlocks: 5, conditioning: "cin", skips: true, domains: 3 }, 16);

  test("the lens: its convolutions and nothing else", () => {
    expect(convolutions(lens)).toHaveLength(16);
    expect(kernels(lowered(lens))).toEqual(Array(16).fill("conv"));
  });

  test("a residual sum is written by the convolution that reads it first", () => {
    const kept = lowered(lens).steps.flatMap((step) => (step.kernel === "conv" && step.kept !== null ? [step] : []));
    expect(kept.map(({ id, kept: value }) => [id, value?.id])).toEqual(
      [1, 2, 3, 4].map((block) => [`residual.${block}.0.conv`, `residual.${block - 1}.sum.kept`]),
    );
  });

  test("skips are added, and enlarged, while they are read", () => {
    const last = lowered(lens).steps.slice(-2);
    expect(last.map(({ source }) => source.second?.term.value.id)).toEqual(["encoder.1.conv", "encoder.0.conv"]);
    expect(last.map((step) => (step.kernel === "conv" ? step.weights.length : 0))).toEqual([4, 1]);
  });

  test("a U-Net's joins are read from both sides and written nowhere", () => {
    const graph = buildPix2pix({ channels: 4, dropout: 0.5 }, 16);
    const { steps } = lowered(graph);
    expect(kernels(lowered(graph))).toEqual(Array(convolutions(graph).length).fill("conv"));
    expect(steps.filter(({ source }) => source.second?.join === "concat")).toHaveLength(3);
    const joins = new Set(graph.nodes.flatMap(({ id, op }) => (op === "concat" ? [id] : [])));
    expect(joins.size).toBe(3);
    expect(steps.flatMap(writtenBy).filter(({ id }) => joins.has(id))).toEqual([]);
  });

  test("a join that would split a block is written, part by part", () => {
    const graph = graphOf((b, x) => {
      const odd = b.conv2d(x, "odd", { channels: 3, kernel: 3 });
      return { image: b.conv2d(b.concat([odd, x], "joined"), "after", { channels: 2, kernel: 1 }) };
    });
    expect(kernels(lowered(graph))).toEqual(["conv", "concat", "concat", "conv"]);
  });

  test("an activation that is read beside what it activates is no part of the convolution", () => {
    const graph = graphOf((b, x) => {
      const conv = b.conv2d(x, "conv", { channels: 4, kernel: 3 });
      return { image: b.add(conv, b.activation(conv, "tanh", "tanh"), "sum") };
    });
    expect(lowered(graph).steps.map(({ activation }) => activation)).toEqual([null, null]);
  });

  test("a norm of what two convolutions read costs no pass: the first collects the sums", () => {
    const graph = graphOf((b, x) => {
      const first = b.conv2d(x, "first", { channels: 4, kernel: 3 });
      const second = b.conv2d(b.instanceNorm(x, "norm"), "second", { channels: 4, kernel: 3 });
      return { image: b.add(first, second, "sum") };
    });
    const [first, second] = lowered(graph).steps;
    expect(first?.kernel === "conv" && first.sourceStats !== null).toBe(true);
    expect(second?.source.first.stages[0]?.affine?.kind).toBe("normalise");
  });

  test("norms of an enlarged picture share its sums, and the pixels that these are of", () => {
    const graph = graphOf((b, x) => {
      const up = b.upsample(x, "up", "nearest");
      // Has `up` written after its sums were collected from the smaller picture.
      const layer = b.layerInstanceNorm(up, "layer", 0.5);
      const sides = { layer: b.conv2d(layer, "first", { channels: 4, kernel: 3 }), norm: b.instanceNorm(up, "norm") };
      return sides;
    });
    const { steps } = lowered(graph);
    const affines = steps.flatMap((step) => [
      ...(step.kernel === "layer-norm-rows" ? [step.affine] : []),
      ...step.source.first.stages.map(({ affine }) => affine),
    ]);
    const sums = affines.flatMap((affine) => (affine?.kind === "normalise" ? [[affine.stats, affine.pixels]] : []));
    expect(sums).toEqual([
      [0, 36],
      [0, 36],
    ]);
  });
});

describe("what it cannot run ends in an error that names it", () => {
  const graph = graphOf((b, x) => ({ image: b.conv2d(x, "conv", { channels: 4, kernel: 3, bias: true }) }));

  test("an op", () => {
    const made = { id: "fourier", op: "fft", inputs: ["image"], shape: [6, 6, 4] } as unknown as GraphNode;
    const strange = { ...graph, nodes: [...graph.nodes, made] };
    expect(() => lowered(strange)).toThrow(UnsupportedGraphError);
    expect(() => lowered(strange)).toThrow("cannot run fft as fourier needs it");
  });

  test("rows that are mixed by something else than one input", () => {
    const computed = graphOf((b, x) => {
      const mix = b.softmax(b.globalPool(x, "pool"), "mix");
      return { image: b.conditionalInstanceNorm(x, mix, "norm") };
    });
    const two = graphOf((b, x) => {
      const [one, other] = [b.input("one", [2]), b.input("other", [3])];
      return { image: b.conditionalInstanceNorm(b.conditionalInstanceNorm(x, one, "a"), other, "b") };
    });
    expect(() => lowered(computed)).toThrow("test: norm mixes its rows by mix");
    expect(() => lowered(two)).toThrow("test: a mixes its rows by one");
  });

  test("weights that are missing or no numbers", () => {
    const weights = randomWeights(graph, seededRandom(1));
    const bias = weights.get("conv.bias");
    weights.delete("conv.bias");
    expect(() => lower(graph, weights)).toThrow("test: conv.bias is missing");
    weights.set("conv.bias", { shape: bias?.shape ?? [], data: Float32Array.of(0, 0, Number.NaN, 0) });
    expect(() => lower(graph, weights)).toThrow("test: conv.bias has the value NaN at 2");
  });

  test.each([0, -0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e39, 1e-40])("an activation scale of %s", (scale) => {
    expect(() => lowered(graph, new Map([["conv", scale]]))).toThrow(UnsupportedGraphError);
    expect(() => lowered(graph, new Map([["conv", scale]]))).toThrow(`the activation scale of conv is ${scale}`);
  });
});
