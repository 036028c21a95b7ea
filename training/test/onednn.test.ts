import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { buildClassifier } from "../../src/net/families/classifier";
import { buildPatchDiscriminator, buildStargan } from "../../src/net/families/stargan";
import type { Graph } from "../../src/net/graph";
import type { Moments } from "../../src/net/interpreter";
import { normalize } from "../../src/net/interpreter/normalize";
import { fusedNorm } from "../src/backend/fused-norm";
import { fusedRelu } from "../src/backend/fused-relu";
import { loadBackend } from "../src/backend/load";
import { OneDnnUnavailableError } from "../src/backend/onednn/errors";
import { loadLibrary } from "../src/backend/onednn/library";
import { runGraph } from "../src/run/graph";
import { Parameters } from "../src/run/parameters";

type Shape4 = [number, number, number, number];
type Pad = "same" | "valid" | [[number, number], [number, number], [number, number], [number, number]];

interface Case {
  readonly x: Shape4;
  readonly filter: Shape4;
  readonly stride: [number, number];
  readonly pad: Pad;
}

const reason = await loadLibrary().then(
  () => null,
  (error: unknown) => {
    if (error instanceof OneDnnUnavailableError) return error.message;
    throw error;
  },
);
if (reason !== null) console.log(`oneDNN is not tested here: ${reason}`);

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

/** Numbers without a pattern, the same each time. */
function noise(shape: readonly number[], seed: number): tf.Tensor {
  const length = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length }, (_, i) => {
    const value = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    return value - Math.floor(value) - 0.5;
  });
  return tf.tensor(data, [...shape]);
}

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

function largestDifference(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b || a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b[i] ?? Number.NaN))), 0);
}

describe.skipIf(reason !== null)("convolutions by oneDNN", () => {
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
