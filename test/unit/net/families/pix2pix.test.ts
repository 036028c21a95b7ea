import "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { GraphBuilder } from "../../../../src/net/builder";
import { graphCost } from "../../../../src/net/cost";
import { GraphError } from "../../../../src/net/errors";
import { buildPix2pix } from "../../../../src/net/families";
import { runGraph } from "../../../../src/net/interpreter";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const sizesOf = (size: number): number[] =>
  buildPix2pix({ channels: 1, dropout: 0.5 }, size).nodes.flatMap(({ id, shape }) =>
    /^encoder\.\d+\.conv$/.test(id) ? [shape[0]] : [],
  );

describe("buildPix2pix", () => {
  it("goes down to one pixel from 256, and as far as the side divides from other sizes", () => {
    expect(sizesOf(256)).toEqual([128, 64, 32, 16, 8, 4, 2, 1]);
    expect(sizesOf(512)).toEqual([256, 128, 64, 32, 16, 8, 4, 2]);
    expect(sizesOf(96)).toEqual([48, 24, 12, 6, 3]);
    expect(sizesOf(4)).toEqual([2, 1]);
  });

  it.each([0, 2, 30, 97])("refuses a side of %i", (size) => {
    expect(() => buildPix2pix({ channels: 1, dropout: 0.5 }, size)).toThrow(GraphError);
    expect(() => buildPix2pix({ channels: 1, dropout: 0.5 }, size)).toThrow(/multiple of 4/);
  });

  it("has the paper's channels, skips and drop-out at 256", () => {
    const graph = buildPix2pix({ channels: 64, dropout: 0.5 }, 256);
    const channels = (pattern: RegExp): (number | undefined)[] =>
      graph.nodes.flatMap(({ id, shape }) => (pattern.test(id) ? [shape.at(-1)] : []));
    expect(channels(/^encoder\.\d+\.conv$/)).toEqual([64, 128, 256, 512, 512, 512, 512, 512]);
    expect(channels(/^decoder\.\d+\.skip$/)).toEqual([1024, 1024, 1024, 1024, 512, 256, 128]);
    expect(graph.nodes.flatMap(({ id, op }) => (op === "dropout" ? [id] : []))).toEqual([
      "decoder.6.dropout",
      "decoder.5.dropout",
      "decoder.4.dropout",
    ]);
    // The innermost layer's one pixel would be nothing but its norm's beta.
    expect(graph.nodes.some(({ id }) => id === "encoder.7.norm")).toBe(false);
    // 54.4 million with 4x4 transposed convolutions; 3x3 ones have 9 / 16 of the decoder's part.
    expect(graphCost(graph).parameters / 1e6).toBeGreaterThan(35);
  });
});

describe("drop-out", () => {
  const b = new GraphBuilder("two");
  const x = b.input("image", [20, 20, 2]);
  const graph = b.build({ a: b.dropout(x, "a", 0.25), b: b.dropout(x, "b", 0.25) });
  const image = tf.ones([1, 20, 20, 2]);
  const run = (options: { training?: boolean; dropoutSeed?: number }): Record<string, number[]> =>
    Object.fromEntries(
      Object.entries(runGraph(graph, new Map(), { image }, options)).map(([name, y]) => [name, [...y.dataSync()]]),
    );

  it("leaves everything as it is at inference", () => {
    expect(new Set(run({}).a)).toEqual(new Set([1]));
  });

  it("drops its share and makes up for it", () => {
    const values = run({ training: true, dropoutSeed: 3 })["a"] ?? [];
    const kept = values.filter((value) => value !== 0);
    for (const value of kept) expect(value).toBeCloseTo(1 / 0.75, 5);
    expect(kept.length / values.length).toBeGreaterThan(0.68);
    expect(kept.length / values.length).toBeLessThan(0.82);
  });

  it("is a function of the seed and the node", () => {
    const first = run({ training: true, dropoutSeed: 3 });
    expect(run({ training: true, dropoutSeed: 3 })).toEqual(first);
    expect(run({ training: true, dropoutSeed: 4 })).not.toEqual(first);
    expect(first["b"]).not.toEqual(first["a"]);
  });
});
