import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { buildClassifier } from "../../src/net/families/classifier";
import { buildPatchDiscriminator, buildStargan } from "../../src/net/families/stargan";
import type { Graph } from "../../src/net/graph";
import type { Moments } from "../../src/net/interpreter";
import { normalize } from "../../src/net/interpreter/normalize";
import { fusedNorm } from "../src/backend/fused-norm";
import { fusedRelu } from "../src/backend/fused-relu";
import { loadBackend } from "../src/backend/load";
import { runGraph } from "../src/run/graph";
import { Parameters } from "../src/run/parameters";
import { largestDifference, missingOneDnn, noise } from "./onednn";

describe.skipIf(missingOneDnn !== null)("nets by oneDNN", () => {
  beforeAll(async () => {
    await import("@tensorflow/tfjs-backend-cpu");
    await loadBackend({ backend: "onednn" });
  });
  afterAll(async () => {
    await loadBackend({ backend: "wasm" });
  });

  it.each([
    { over: "sample", rows: 3 },
    { over: "sample", rows: 1 },
    { over: "batch", rows: 1 },
  ] as const)("norm like the interpreter, over each $over, with $rows rows of parameters", ({ over, rows }) => {
    const inputs = [noise([3, 5, 7, 9], 1), noise([rows, 1, 1, 9], 2), noise([rows, 1, 1, 9], 3)];
    const weights = noise([3, 5, 7, 9], 4);
    const observed: Moments[] = [];
    const keep = ({ mean, variance }: Moments): void =>
      void observed.push({ mean: tf.keep(mean), variance: tf.keep(variance) });
    const results = [
      (x: tf.Tensor4D, g: tf.Tensor4D, b: tf.Tensor4D) => fusedNorm(x, g, b, { epsilon: 1e-3, over }, keep),
      (x: tf.Tensor4D, g: tf.Tensor4D, b: tf.Tensor4D) => normalize(x, g, b, 1e-3, over, keep),
    ].map((norm) => {
      const run = (...args: tf.Tensor[]): tf.Tensor => norm(...(args as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D]));
      const gradients = tf.grads((...args: tf.Tensor[]) => tf.sum(tf.mul(run(...args), weights)))(inputs);
      return [run(...inputs), ...gradients].map((tensor) => ({
        shape: tensor.shape,
        values: Float32Array.from(tensor.dataSync()),
      }));
    });
    const [found, expected] = results;
    expect(found?.map(({ shape }) => shape)).toEqual(expected?.map(({ shape }) => shape));
    expected?.forEach(({ values }, i) => expect(largestDifference(values, found?.[i]?.values)).toBeLessThan(1e-4));
    expect(observed).toHaveLength(4);
    for (const moment of ["mean", "variance"] as const) {
      const [a, b] = [observed[0]?.[moment], observed[2]?.[moment]];
      expect(a?.shape).toEqual(b?.shape);
      expect(largestDifference(a?.dataSync<"float32">(), b?.dataSync<"float32">())).toBeLessThan(1e-5);
    }
  });

  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])("multiply matrices, transposed or not (%s, %s)", async (transposeA, transposeB) => {
    const multiply = (batch: number[]): Float32Array => {
      const a = noise([...batch, ...(transposeA ? [40, 30] : [30, 40])], 1);
      const b = noise([...batch, ...(transposeB ? [50, 40] : [40, 50])], 2);
      return Float32Array.from(tf.matMul(a, b, transposeA, transposeB).dataSync());
    };
    for (const batch of [[], [3], [2, 2]]) {
      await tf.setBackend("cpu");
      const expected = multiply(batch);
      await tf.setBackend("wasm");
      expect(largestDifference(expected, multiply(batch))).toBeLessThan(1e-4);
    }
  });

  it("compute leaky ReLUs with gradients of both orders", () => {
    const x = tf.tensor1d([-3, -0.5, 0.25, 2]);
    const relu = (input: tf.Tensor): tf.Tensor => fusedRelu(input, 0.25);
    expect([...relu(x).dataSync()]).toEqual([-0.75, -0.125, 0.25, 2]);
    const slopes = tf.grad((input) => tf.sum(relu(input)));
    expect([...slopes(x).dataSync()]).toEqual([0.25, 0.25, 1, 1]);
    // d/dx of (d relu(x)^2 / dx)^2 = (2 s^2 x)^2 is 8 s^4 x.
    const second = tf.grad((input) => tf.sum(tf.square(tf.grad((inner) => tf.sum(tf.square(relu(inner))))(input))));
    expect([...second(x).dataSync()]).toEqual(
      [-3, -0.5, 0.25, 2].map((value) => 8 * (value < 0 ? 0.25 : 1) ** 4 * value),
    );
  });

  it("let whole nets compute and learn the same as the wasm backend", async () => {
    const domain = tf.tensor2d([0.3, 0.7, 1, 0], [2, 2]);
    const nets = [
      {
        graph: buildStargan({ channels: 4, residualBlocks: 1, conditioning: "cin", domains: 2 }, 16),
        inputs: { domain },
      },
      { graph: buildPatchDiscriminator({ channels: 4, heads: [2], maps: 3 }, 16), inputs: {} },
      { graph: buildClassifier({ channels: [4, 8], classes: 3, dropout: 0 }, 16), inputs: {} },
    ];
    const learn = (graph: Graph, inputs: Record<string, tf.Tensor>): Float32Array[] => {
      const image = noise([2, 16, 16, 3], 4);
      const parameters = new Parameters(graph, 5);
      const moments: tf.Tensor[] = [];
      const options = {
        training: true,
        onMoments: (_: unknown, { mean, variance }: Moments) => void moments.push(tf.keep(mean), tf.keep(variance)),
      };
      const { value, grads } = tf.variableGrads(() => {
        const outputs = Object.values(runGraph(graph, parameters.variables, { image, ...inputs }, options));
        return tf.addN<tf.Scalar>(outputs.map((output) => tf.mean(tf.mul(output, noise(output.shape, 6)))));
      }, [...parameters.trainable]);
      // tfjs numbers its variables on, so that their names differ from one run to the next: their order does not.
      return [value, ...moments, ...Object.values(grads)].map((tensor) => Float32Array.from(tensor.dataSync()));
    };
    for (const { graph, inputs } of nets) {
      await loadBackend({ backend: "wasm" });
      const expected = learn(graph, inputs);
      await loadBackend({ backend: "onednn" });
      const found = learn(graph, inputs);
      expect(found).toHaveLength(expected.length);
      expected.forEach((values, i) => expect(largestDifference(values, found[i])).toBeLessThan(1e-4));
    }
  });
});
