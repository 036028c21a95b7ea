import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";

import { GraphError } from "../../../../../src/net/errors";
import { blockKernel, upsampledKernels } from "../../../../../src/net/interpreter/inference/kernels";
import { seededRandom } from "../../../../../src/translator/selftest/tiny";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

function randomKernel(seed: number, size: number, inputs: number, outputs: number) {
  const random = seededRandom(seed);
  const shape = [size, size, inputs, outputs];
  return { shape, data: Float32Array.from({ length: size * size * inputs * outputs }, () => random() * 2 - 1) };
}

describe("upsampledKernels", () => {
  test("a 3x3 kernel of ones after x2 becomes 2x2 kernels that count its taps", () => {
    const phases = upsampledKernels({ shape: [3, 3, 1, 1], data: new Float32Array(9).fill(1) }, 2);
    expect(phases.map(({ kernel }) => [...kernel.data])).toEqual([
      [1, 2, 2, 4],
      [2, 1, 4, 2],
      [2, 4, 1, 2],
      [4, 2, 2, 1],
    ]);
    expect(phases.map(({ padding }) => padding)).toEqual([
      [1, 0, 1, 0],
      [1, 0, 0, 1],
      [0, 1, 1, 0],
      [0, 1, 0, 1],
    ]);
  });

  test("every phase gives what the convolution gives after enlarging, at every place", () => {
    const numbers = fc.record({
      seed: fc.nat(),
      size: fc.constantFrom(1, 3, 5),
      scale: fc.constantFrom(2, 3),
      inputs: fc.integer({ min: 1, max: 3 }),
      outputs: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(numbers, ({ seed, size, scale, inputs, outputs }) => {
        tf.tidy(() => {
          const kernel = randomKernel(seed, size, inputs, outputs);
          const x = tf.randomUniform<tf.Rank.R4>([1, 4, 5, inputs], -1, 1, "float32", seed);
          const weights = tf.tensor4d(kernel.data, [size, size, inputs, outputs]);
          const whole = tf.conv2d(tf.image.resizeNearestNeighbor(x, [4 * scale, 5 * scale]), weights, 1, "same");
          upsampledKernels(kernel, scale).forEach((phase, index) => {
            const [top, bottom, left, right] = phase.padding;
            const filter = tf.tensor4d(phase.kernel.data, phase.kernel.shape as [number, number, number, number]);
            const part = tf.conv2d(
              tf.pad(x, [
                [0, 0],
                [top, bottom],
                [left, right],
                [0, 0],
              ]),
              filter,
              1,
              "valid",
            );
            const begin = [0, Math.floor(index / scale), index % scale, 0];
            const wanted = tf.stridedSlice(whole, begin, whole.shape, [1, scale, scale, 1]);
            expect(part.shape).toEqual(wanted.shape);
            expect(tf.max(tf.abs(tf.sub(part, wanted))).dataSync()[0]).toBeLessThan(1e-4);
          });
        });
      }),
      { numRuns: 30 },
    );
  });

  test("an even kernel is refused", () => {
    expect(() => upsampledKernels(randomKernel(1, 2, 1, 1), 2)).toThrow(GraphError);
  });
});

test("blockKernel with stride 2 gives each pixel of a 2x2 block the convolution's value", () => {
  tf.tidy(() => {
    const kernel = randomKernel(3, 5, 2, 3);
    const x = tf.randomUniform<tf.Rank.R4>([1, 6, 8, 2], -1, 1, "float32", 4);
    const whole = tf.conv2d(x, tf.tensor4d(kernel.data, [5, 5, 2, 3]), 1, "same").arraySync();
    const wide = blockKernel(kernel);
    expect(wide.shape).toEqual([6, 6, 2, 12]);
    const padded = tf.pad(x, [
      [0, 0],
      [2, 2],
      [2, 2],
      [0, 0],
    ]);
    const blocks = tf.conv2d(padded, tf.tensor4d(wide.data, [6, 6, 2, 12]), 2, "valid").arraySync();
    for (let y = 0; y < 6; y++) {
      for (let column = 0; column < 8; column++) {
        const block = ((y & 1) * 2 + (column & 1)) * 3;
        const found = blocks[0]?.[y >> 1]?.[column >> 1]?.slice(block, block + 3) ?? [];
        const wanted = whole[0]?.[y]?.[column] ?? [];
        expect(found).toHaveLength(3);
        found.forEach((value, channel) => expect(value).toBeCloseTo(wanted[channel] ?? Number.NaN, 4));
      }
    }
  });
});
