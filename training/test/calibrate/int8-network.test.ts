import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import { GraphBuilder } from "../../../src/net/builder";
import type { Graph } from "../../../src/net/graph";
import { runGraph } from "../../../src/net/interpreter";
import { quantizePerChannel } from "../../../src/net/quantize";
import type { FloatTensor, Weights } from "../../../src/net/tensors";
import { loadBackend } from "../../src/backend/load";
import { Int8Network } from "../../src/calibrate/int8-network";
import { createRandom } from "../../src/data/random";

beforeAll(() => loadBackend({ backend: "cpu" }));

const SIDE = 4;

/** Input of two channels, a convolution to two, with a doubling before it where that is wanted. */
function graphWith(kernel: number, doubled: boolean): Graph {
  const b = new GraphBuilder("one-convolution");
  const image = b.input("image", [SIDE, SIDE, 2]);
  const x = doubled ? b.upsample(image, "upsample", "nearest") : image;
  return b.build({ image: b.conv2d(x, "conv", { channels: 2, kernel, bias: true }) });
}

function run(graph: Graph, weights: Weights, picture: Float32Array, scales: ReadonlyMap<string, number>): Float32Array {
  return tf.tidy(() => {
    const net = new Int8Network(graph, weights);
    const value = net.run({ image: tf.tensor4d(picture, [1, SIDE, SIDE, 2]) }, scales)["image"];
    net.dispose();
    return Float32Array.from(value?.dataSync() ?? []);
  });
}

function runFloat(graph: Graph, weights: Weights, picture: Float32Array): Float32Array {
  return tf.tidy(() => {
    const tensors = new Map([...weights].map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]));
    const value = runGraph(graph, tensors, { image: tf.tensor4d(picture, [1, SIDE, SIDE, 2]) })["image"];
    return Float32Array.from(value?.dataSync() ?? []);
  });
}

function weightsOf(kernel: FloatTensor, bias: readonly number[]): Weights {
  return new Map([
    ["conv.weight", kernel],
    ["conv.bias", { shape: [2], data: Float32Array.from(bias) }],
  ]);
}

const seeds = fc.integer({ min: 0, max: 2 ** 30 });

describe("a net with the errors of int8 arithmetic", () => {
  it("multiplies whole numbers", () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.005, max: 0.1, noNaN: true }), (seed, step) => {
        const random = createRandom(seed);
        const normals = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
        const [kernel, picture] = [normals(4), normals(SIDE * SIDE * 2)];
        const weights = weightsOf({ shape: [1, 1, 2, 2], data: kernel }, [0.5, -1]);
        const made = run(graphWith(1, false), weights, picture, new Map([["conv", step]]));
        const { q, scale } = quantizePerChannel(kernel, [1, 1, 2, 2]);
        // Between two whole numbers, 64-bit floats may choose the other one.
        const ratio = (value: number): number => Math.fround(value / Math.fround(step));
        const steps = picture.map((value) => Math.min(127, Math.max(-127, Math.round(ratio(value)))));
        made.forEach((value, i) => {
          const [pixel, channel] = [i >> 1, i & 1];
          const product = (input: number): number => (steps[pixel * 2 + input] ?? 0) * (q[input * 2 + channel] ?? 0);
          const wanted = (product(0) + product(1)) * step * (scale[channel] ?? 0) + ([0.5, -1][channel] ?? 0);
          expect(value).toBeCloseTo(wanted, 4);
        });
      }),
    );
  });

  it("is the float net where no convolution has a step", () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, doubled) => {
        const random = createRandom(seed);
        const normals = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());
        const weights = weightsOf({ shape: [3, 3, 2, 2], data: normals(36) }, [0.5, -1]);
        const [graph, picture] = [graphWith(3, doubled), normals(SIDE * SIDE * 2)];
        expect(run(graph, weights, picture, new Map())).toEqual(runFloat(graph, weights, picture));
      }),
      { numRuns: 20 },
    );
  });

  it("rounds the summed kernels after a doubling, not the kernel that they are sums of", () => {
    // In every phase the four pixels in the middle add up to 127: whole numbers, where the kernel's own largest is 100.
    const data = Float32Array.from({ length: 36 }, (_, i) => (i >> 2 === 4 ? 100 : 9));
    const weights = weightsOf({ shape: [3, 3, 2, 2], data }, [0.5, -1]);
    const picture = Float32Array.from({ length: SIDE * SIDE * 2 }, (_, i) => ((i * 37) % 255) - 127);
    const scales = new Map([["conv", 1]]);
    const doubled = graphWith(3, true);
    expect(run(doubled, weights, picture, scales)).toEqual(runFloat(doubled, weights, picture));
    const plain = graphWith(3, false);
    expect(run(plain, weights, picture, scales)).not.toEqual(runFloat(plain, weights, picture));
  });

  it("clips what 127 steps do not reach", () => {
    const weights = weightsOf({ shape: [1, 1, 2, 2], data: Float32Array.of(1, 0, 0, 1) }, [0, 0]);
    const picture = Float32Array.from({ length: SIDE * SIDE * 2 }, (_, i) => (i - 16) * 20);
    const made = run(graphWith(1, false), weights, picture, new Map([["conv", 1]]));
    picture.forEach((value, i) => expect(made[i]).toBeCloseTo(Math.min(127, Math.max(-127, value)), 3));
  });
});
