import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../src/backend/load";
import { largestDifference, missingOneDnn, noise } from "./onednn";

type Shape4 = [number, number, number, number];
type Pad = "same" | "valid" | [[number, number], [number, number], [number, number], [number, number]];

interface Case {
  readonly x: Shape4;
  readonly filter: Shape4;
  readonly stride: [number, number];
  readonly pad: Pad;
}

const size = fc.integer({ min: 1, max: 13 });
const edge = fc.integer({ min: 0, max: 3 });
const padding = fc.oneof(
  fc.constantFrom<Pad>("same", "valid"),
  fc.tuple(edge, edge, edge, edge).map(([top, bottom, left, right]): Pad => [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]),
);
// Channel counts about the widths of vectors, and the pictures' three.
const channels = fc.constantFrom(1, 2, 3, 4, 7, 8, 9, 16, 19);
const kernel = fc.integer({ min: 1, max: 7 });
const stride = fc.integer({ min: 1, max: 3 });

const cases: fc.Arbitrary<Case> = fc
  .record({ batch: fc.integer({ min: 1, max: 3 }), size: fc.tuple(size, size), ci: channels, co: channels })
  .chain(({ batch, size: [height, width], ci, co }) =>
    fc.record({
      x: fc.constant<Shape4>([batch, height, width, ci]),
      filter: fc.tuple(kernel, kernel, fc.constant(ci), fc.constant(co)),
      stride: fc.oneof(
        stride.map((both): [number, number] => [both, both]),
        fc.tuple(stride, stride),
      ),
      pad: padding,
    }),
  )
  .filter(({ x, filter, stride: strides, pad }) => {
    try {
      return tf.backend_util.computeConv2DInfo(x, filter, strides, 1, pad).outShape.every((length) => length > 0);
    } catch {
      return false;
    }
  });

/** The convolution, and its gradients by picture and filter. */
function compute({ x, filter, stride: strides, pad }: Case): Float32Array[] {
  return tf.tidy(() => {
    const convolve = (image: tf.Tensor, kernels: tf.Tensor): tf.Tensor =>
      tf.conv2d(image as tf.Tensor4D, kernels as tf.Tensor4D, strides, pad);
    const inputs = [noise(x, 1), noise(filter, 2)];
    const y = convolve(inputs[0] as tf.Tensor, inputs[1] as tf.Tensor);
    const gradients = tf.grads((image, kernels) => tf.sum(tf.mul(convolve(image, kernels), noise(y.shape, 3))))(inputs);
    return [y, ...gradients].map((tensor) => Float32Array.from(tensor.dataSync()));
  });
}

describe.skipIf(missingOneDnn !== null)("convolutions by oneDNN", () => {
  beforeAll(async () => {
    await import("@tensorflow/tfjs-backend-cpu");
    await loadBackend({ backend: "onednn" });
  });
  afterAll(async () => {
    await loadBackend({ backend: "wasm" });
  });

  it("agree with the cpu backend for every geometry, and so do their gradients", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        await tf.setBackend("cpu");
        const expected = compute(one);
        await tf.setBackend("wasm");
        const found = compute(one);
        const differences = expected.map((values, i) => largestDifference(values, found[i]));
        expect({ one, small: differences.map((difference) => difference < 1e-3) }).toEqual({
          one,
          small: [true, true, true],
        });
      }),
      { numRuns: 200 },
    );
  });

  it("have second gradients, as gradient penalties need", () => {
    const one: Case = { x: [2, 6, 5, 3], filter: [3, 3, 3, 4], stride: [2, 1], pad: "same" };
    const run = (image: tf.Tensor, kernels: tf.Tensor): tf.Tensor =>
      tf.conv2d(image as tf.Tensor4D, kernels as tf.Tensor4D, one.stride, "same");
    // The length of a gradient of something curved, by the picture and by the filter.
    const penalty = (image: tf.Tensor, kernels: tf.Tensor): tf.Scalar => {
      const gradients = tf.grads((a, b) => tf.sum(tf.square(run(a, b))))([image, kernels]);
      return tf.addN(gradients.map((gradient) => tf.mean(tf.square(gradient))));
    };
    const inputs = [noise(one.x, 1), noise(one.filter, 2)];
    const found = tf.grads((a, b) => penalty(a, b))(inputs);
    const step = 0.01;
    inputs.forEach((input, which) => {
      const direction = noise(input.shape, 7);
      const moved = (sign: number): number => {
        const at = inputs.map((value, i) => (i === which ? tf.add(value, tf.mul(direction, sign * step)) : value));
        return penalty(at[0] as tf.Tensor, at[1] as tf.Tensor).dataSync()[0] ?? Number.NaN;
      };
      const slope = (moved(1) - moved(-1)) / (2 * step);
      const expected = tf.sum(tf.mul(found[which] as tf.Tensor, direction)).dataSync()[0] ?? Number.NaN;
      expect(Math.abs(slope)).toBeGreaterThan(0.1);
      expect(Math.abs(slope / expected - 1)).toBeLessThan(0.01);
    });
  });

  it("leave dilated ones to the wasm backend, and say that these have no gradient", async () => {
    const dilated = (image: tf.Tensor): tf.Tensor =>
      tf.conv2d(image as tf.Tensor4D, noise([3, 3, 2, 4], 2) as tf.Tensor4D, 1, "same", "NHWC", 2);
    const x = noise([1, 8, 9, 2], 1);
    const found = Float32Array.from(dilated(x).dataSync());
    expect(() => tf.grad((image) => tf.sum(dilated(image)))(x)).toThrow(/dilation/);
    await tf.setBackend("cpu");
    expect(largestDifference(Float32Array.from(dilated(noise([1, 8, 9, 2], 1)).dataSync()), found)).toBeLessThan(1e-4);
    await tf.setBackend("wasm");
  });

  it("go back to the wasm backend when that is asked for", async () => {
    expect((await loadBackend({ backend: "onednn" })).label).toMatch(/^wasm \+ oneDNN 2\.\d+\.\d+, \d+ threads?$/);
    expect(tf.getKernel("Conv2DBackpropFilter", "wasm")).toBeDefined();
    await loadBackend({ backend: "wasm" });
    expect(tf.getKernel("Conv2DBackpropFilter", "wasm")).toBeUndefined();
    const gradients = compute({ x: [1, 4, 4, 2], filter: [3, 3, 2, 2], stride: [1, 1], pad: "same" });
    await loadBackend({ backend: "onednn" });
    expect(tf.getKernel("Conv2DBackpropFilter", "wasm")).toBeDefined();
    const again = compute({ x: [1, 4, 4, 2], filter: [3, 3, 2, 2], stride: [1, 1], pad: "same" });
    gradients.forEach((values, i) => expect(largestDifference(values, again[i])).toBeLessThan(1e-4));
  });

  it("let a process with several threads end in peace", () => {
    // libgomp's threads still run when Node unloads what it loaded.
    const script = `
      import { loadBackend } from "./training/src/backend/load.ts";
      import * as tf from "@tensorflow/tfjs-core";
      await loadBackend({ backend: "onednn", threads: 4 });
      console.log(tf.conv2d(tf.ones([2, 64, 64, 16]), tf.ones([3, 3, 16, 16]), 1, "valid").dataSync()[0]);
    `;
    const { status, signal, stdout } = spawnSync(
      process.execPath,
      ["--import", "tsx", "--input-type=module", "--eval", script],
      { encoding: "utf8", cwd: fileURLToPath(new URL("../..", import.meta.url)) },
    );
    expect({ status, signal, last: stdout.trim().split("\n").at(-1) }).toEqual({
      status: 0,
      signal: null,
      last: "144",
    });
  });
});
