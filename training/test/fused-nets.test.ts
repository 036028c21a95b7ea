import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { buildCyclegan } from "../../src/net/families/cyclegan";
import { buildUgatit } from "../../src/net/families/ugatit";
import type { Graph } from "../../src/net/graph";
import { runGraph as interpret } from "../../src/net/interpreter";
import { layerInstanceNorm } from "../../src/net/interpreter/layer-instance-norm";
import { upsampleNearest } from "../../src/net/interpreter/upsample";
import { globalMax } from "../src/backend/fused-global-max";
import { fusedLayerNorm } from "../src/backend/fused-layer-norm";
import { upsampleConvolution } from "../src/backend/fused-upsample";
import { loadBackend } from "../src/backend/load";
import { runGraph } from "../src/run/graph";
import { Parameters } from "../src/run/parameters";
import { largestDifference, noise } from "./onednn";

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

/** An operation's result and its gradients, under weights that differ from place to place. */
function differentiate(operation: Operation, inputs: readonly tf.Tensor[]): Float32Array[] {
  const result = operation(...inputs);
  const weights = noise(result.shape, 17);
  const gradients = tf.grads((...args: tf.Tensor[]) => tf.sum(tf.mul(operation(...args), weights)))([...inputs]);
  return [result, ...gradients].map((tensor) => Float32Array.from(tensor.dataSync()));
}

function expectSame(found: readonly Float32Array[], expected: readonly Float32Array[], tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((values, i) => expect(largestDifference(values, found[i])).toBeLessThan(tolerance));
}

describe("kernels for whole nodes on wasm", () => {
  beforeAll(async () => {
    await loadBackend({ backend: "wasm" });
  });

  it.each([1, 3])("layer-instance norm is the interpreter's, with %i rows of parameters", (rows) => {
    const rho = tf.add(noise([1, 1, 1, 6], 1), 0.5);
    // Far from zero, where a variance by squares would lose its digits.
    const x = tf.add(noise([3, 5, 4, 6], 2), 20);
    const inputs = [x, rho, noise([rows, 1, 1, 6], 3), noise([rows, 1, 1, 6], 4)];
    const [fused, composed] = [fusedLayerNorm, layerInstanceNorm].map((norm) => {
      const run: Operation = (...args) => norm(...(args as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D, tf.Tensor4D]), 1e-3);
      return differentiate(run, inputs);
    });
    expectSame(fused ?? [], composed ?? [], 1e-4);
  });

  it.each([
    [1, 1, 1, 1, 1],
    [2, 3, 5, 4, 7],
  ])("a convolution of %i upsampled pictures, %i by %i, %i to %i channels", (batch, height, width, from, to) => {
    const inputs = [noise([batch, height, width, from], 5), noise([3, 3, from, to], 6)];
    const fused: Operation = (x, filter) => upsampleConvolution(x as tf.Tensor4D, filter as tf.Tensor4D);
    const composed: Operation = (x, filter) =>
      tf.conv2d(upsampleNearest(x as tf.Tensor4D, 2), filter as tf.Tensor4D, 1, "same");
    expectSame(differentiate(fused, inputs), differentiate(composed, inputs), 1e-5);
    // Second derivatives: of how the gradient by x changes with the filter.
    const second = (operation: Operation): Operation => {
      return (filter) => tf.grad((x) => tf.sum(tf.square(operation(x, filter))))(inputs[0] ?? filter);
    };
    const filters = inputs.slice(1);
    expectSame(differentiate(second(fused), filters), differentiate(second(composed), filters), 1e-4);
  });

  it("global maximum gives its gradient to every largest pixel, and does not hide NaN", () => {
    const x = tf.tensor4d([1, 5, 3, -2, 3, 5, -4, -9, -4, -7, -6, -7], [2, 3, 1, 2]);
    const [values, gradient] = differentiate((input) => globalMax(input as tf.Tensor4D), [x]);
    expect([...(values ?? [])]).toEqual([3, 5, -4, -7]);
    const [a = 0, b = 0, c = 0, d = 0] = noise([2, 2], 17).dataSync();
    expect([...(gradient ?? [])]).toEqual([0, b, a, 0, a, b, c, 0, c, d, 0, d]);
    const broken = globalMax(tf.tensor4d([1, Number.NaN, 2], [1, 3, 1, 1]));
    expect([...broken.dataSync()]).toEqual([Number.NaN]);
  });

  it.each([
    buildUgatit({ channels: 4, residualBlocks: 1, light: true }, 16),
    buildCyclegan({ channels: 4, residualBlocks: 1 }, 16),
  ])("let $name compute and learn what the interpreter does", (graph: Graph) => {
    const image = noise([2, 16, 16, 3], 7);
    const parameters = new Parameters(graph, 5);
    const [fused, composed] = [runGraph, interpret].map((run) => {
      const { value, grads } = tf.variableGrads(() => {
        const outputs = Object.values(run(graph, parameters.variables, { image }, { training: true }));
        return tf.addN<tf.Scalar>(outputs.map((output) => tf.mean(tf.mul(output, noise(output.shape, 8)))));
      }, [...parameters.trainable]);
      return [value, ...Object.values(grads)].map((tensor) => Float32Array.from(tensor.dataSync()));
    });
    expectSame(fused ?? [], composed ?? [], 1e-4);
  });
});
