import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../../src/backend/load";
import { createRandom } from "../../src/data/random";
import { stabilityLoss } from "../../src/losses/stability";

const SIZE = 24;

beforeAll(async () => {
  await loadBackend({ backend: "wasm" });
});

/** What the loss is for a translation, on noise pictures. */
function lossOf(translate: (x: tf.Tensor4D) => tf.Tensor4D, seed: number): number {
  return tf.tidy(() => {
    const image = tf.randomUniform<tf.Rank.R4>([2, SIZE, SIZE, 3], -1, 1, "float32", seed);
    return stabilityLoss(image, translate(image), translate, createRandom(seed)).dataSync()[0] ?? Number.NaN;
  });
}

describe("the loss of stability", () => {
  it("is next to nothing for what treats each pixel by itself, wherever it is", () => {
    for (let seed = 0; seed < 20; seed++) {
      // A tenth of the noise that is added gets through; its mean absolute value is 0.8 deviations.
      expect(lossOf((x) => tf.mul(x, 0.1), seed)).toBeLessThan(0.004);
      // A picture of its own that stays where the dish goes is as far off as two pictures.
      const screen = tf.randomUniform<tf.Rank.R4>([1, SIZE, SIZE, 3], -1, 1, "float32", 99);
      expect(lossOf((x) => tf.add(tf.mul(x, 0.1), screen), seed)).toBeGreaterThan(0.4);
      screen.dispose();
    }
  });

  it("leads back through both translations", () => {
    const gradient = tf.tidy(() => {
      const image = tf.randomUniform<tf.Rank.R4>([1, SIZE, SIZE, 3], -1, 1, "float32", 3);
      const screen = tf.variable(tf.randomUniform([1, SIZE, SIZE, 3], -1, 1, "float32", 4));
      const translate = (x: tf.Tensor4D): tf.Tensor4D => tf.add(x, screen);
      const { grads } = tf.variableGrads(
        () => stabilityLoss(image, translate(image), translate, createRandom(1)),
        [screen],
      );
      const sizes = Object.values(grads).map((grad) => tf.sum(tf.abs(grad)).dataSync()[0] ?? 0);
      screen.dispose();
      return sizes[0] ?? 0;
    });
    expect(gradient).toBeGreaterThan(0.5);
  });
});
