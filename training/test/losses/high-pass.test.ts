import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../../src/backend/load";
import { withHighPass } from "../../src/losses/high-pass";

const SIZE = 16;

beforeAll(async () => {
  await loadBackend({ backend: "wasm" });
});

/** Mean absolute value of the high-pass part of a picture given pixel by pixel, two pixels from its edge. */
function grainOf(level: (x: number, y: number, c: number) => number): number {
  return tf.tidy(() => {
    const pixels = Array.from({ length: SIZE * SIZE * 3 }, (_, i) =>
      level(Math.floor(i / 3) % SIZE, Math.floor(i / 3 / SIZE), i % 3),
    );
    const both = withHighPass(tf.tensor4d(pixels, [1, SIZE, SIZE, 3]), 4);
    const [first, second] = tf.split(both, 2, 3);
    if (!first || !second) throw new Error("no two halves");
    expect([...first.dataSync()]).toEqual([...Float32Array.from(pixels)]);
    const inner = tf.slice(second, [0, 2, 2, 0], [1, SIZE - 4, SIZE - 4, 3]);
    return tf.mean(tf.abs(inner)).dataSync()[0] ?? Number.NaN;
  });
}

describe("a picture with its high-pass part", () => {
  it("has nothing in it for flat colours and slopes, all of the finest pattern, little of a coarse one", () => {
    expect(grainOf((_, __, c) => 0.3 * c)).toBeCloseTo(0, 5);
    expect(grainOf((x, y) => 0.05 * x - 0.02 * y)).toBeCloseTo(0, 5);
    expect(grainOf((x, y) => ((x + y) % 2 === 0 ? 0.5 : -0.5))).toBeCloseTo(2, 5);
    expect(grainOf((x) => 0.5 * Math.sin((2 * Math.PI * x) / 12))).toBeLessThan(0.25);
  });

  it("keeps the channels apart", () => {
    const red = tf.tidy(() => {
      const picture = tf.oneHot(tf.zeros([1, SIZE, SIZE], "int32"), 3).toFloat() as tf.Tensor4D;
      const dotted = tf.mul<tf.Tensor4D>(picture, tf.randomUniform([1, SIZE, SIZE, 1], -1, 1, "float32", 1));
      return [...tf.sum(tf.abs(withHighPass(dotted, 1)), [0, 1, 2]).dataSync()];
    });
    expect(red.map((sum) => sum > 0.01)).toEqual([true, false, false, true, false, false]);
  });
});
