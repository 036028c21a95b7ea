import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { buildPix2pix, buildUgatit, graphOf } from "../../../src/net/families";
import { imageToImageGraph, type ImageToImageNet, nearestSize, sizeProblem } from "../../../src/net/image-to-image";
import { onlyOutputs } from "../../../src/net/prune";

const trainedAt = fc.integer({ min: 2, max: 40 }).map((quarter) => quarter * 4);
const channels = fc.integer({ min: 1, max: 3 });
const residualBlocks = fc.integer({ min: 0, max: 2 });
const anyNet: fc.Arbitrary<ImageToImageNet> = fc.oneof(
  fc.record({
    family: fc.constant("stargan" as const),
    architecture: fc.record({
      channels,
      residualBlocks,
      conditioning: fc.constantFrom("cin" as const, "concat" as const),
      skips: fc.boolean(),
      domains: fc.integer({ min: 1, max: 4 }),
    }),
    input: fc.record({ height: trainedAt }),
  }),
  fc.record({
    family: fc.constant("cyclegan" as const),
    architecture: fc.record({ channels, residualBlocks }),
    input: fc.record({ height: trainedAt }),
  }),
  fc.record({
    family: fc.constant("ugatit" as const),
    architecture: fc.record({ channels, residualBlocks, light: fc.boolean() }),
    input: fc.record({ height: trainedAt }),
  }),
  fc.record({
    family: fc.constant("pix2pix" as const),
    architecture: fc.record({ channels, dropout: fc.constant(0.5) }),
    input: fc.record({ height: trainedAt }),
  }),
);
const shapes = ({ parameters }: ReturnType<typeof graphOf>) => parameters.map(({ name, shape }) => [name, shape]);

describe("sizes of image-to-image nets", () => {
  test("at a size without a problem the graph can be built, and takes the weights of its training", () => {
    fc.assert(
      fc.property(anyNet, fc.integer({ min: 1, max: 160 }), (net, wanted) => {
        for (const size of [wanted, net.input.height, nearestSize(net, wanted)]) {
          if (sizeProblem(net, size) !== null) continue;
          expect(shapes(imageToImageGraph(net, size))).toEqual(shapes(graphOf(net, net.input.height)));
        }
      }),
    );
  });

  test("the nearest size has no problem, no size without one is nearer, and the trained one is its own", () => {
    fc.assert(
      fc.property(anyNet, fc.integer({ min: 1, max: 600 }), (net, wanted) => {
        const nearest = nearestSize(net, wanted);
        expect(sizeProblem(net, nearest)).toBeNull();
        const distance = Math.abs(nearest - wanted);
        for (let size = wanted - distance + 1; size < wanted + distance; size++) {
          expect(sizeProblem(net, size)).not.toBeNull();
        }
        expect(nearestSize(net, net.input.height)).toBe(net.input.height);
      }),
      { numRuns: 60 },
    );
  });

  test("a pix2pix keeps the depth that it was trained with", () => {
    const { nodes } = buildPix2pix({ channels: 1, dropout: 0 }, 64, 32);
    expect(nodes.filter(({ id }) => /^encoder\.\d+\.conv$/.test(id))).toHaveLength(5);
    expect(() => buildPix2pix({ channels: 1, dropout: 0 }, 48, 32)).toThrow(/multiples of 32/);
  });
});

test("nodes that only other outputs need go, inputs and parameters stay", () => {
  const whole = buildUgatit({ channels: 2, residualBlocks: 1, light: true }, 16);
  const graph = onlyOutputs(whole, ["image"]);
  expect(Object.keys(graph.outputs)).toEqual(["image"]);
  const gone = whole.nodes.filter((node) => !graph.nodes.includes(node)).map(({ id }) => id);
  expect(gone).toContain("cam.heatmap");
  expect(gone).toContain("cam.max.logit");
  expect(gone.every((id) => id.startsWith("cam."))).toBe(true);
  expect(graph.parameters).toEqual(whole.parameters);
});
