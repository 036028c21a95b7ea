import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { followed } from "../src/backend/fused-updates";
import { loadBackend } from "../src/backend/load";
import { Adam } from "../src/run/adam";
import { linearDecay } from "../src/run/schedule";

const BETA1 = 0.5;
const BETA2 = 0.99;
const EPSILON = 1e-7;

/** Three steps down slope x² / 2 + offset x, by the paper's algorithm 1. */
function byHand(start: number, slope: number, offset: number, weightDecay: number, rates: readonly number[]): number {
  let [x, first, second] = [start, 0, 0];
  rates.forEach((rate, i) => {
    const gradient = slope * x + offset + weightDecay * x;
    first = BETA1 * first + (1 - BETA1) * gradient;
    second = BETA2 * second + (1 - BETA2) * gradient ** 2;
    const [unbiasedFirst, unbiasedSecond] = [first / (1 - BETA1 ** (i + 1)), second / (1 - BETA2 ** (i + 1))];
    x -= (rate * unbiasedFirst) / (Math.sqrt(unbiasedSecond) + EPSILON);
  });
  return x;
}

// On wasm a kernel of its own takes the step.
describe.each(["cpu", "wasm"] as const)("Adam on %s", (backend) => {
  beforeAll(async () => {
    await loadBackend({ backend });
  });

  it("refuses the moments of another net", async () => {
    const options = { beta1: BETA1, beta2: BETA2 };
    const saved = await new Adam([tf.variable(tf.zeros([3]))], options).save("a/");
    const other = new Adam([tf.variable(tf.zeros([4]))], options);
    await expect(other.restore(saved, "a/")).rejects.toThrow("of another net");
  });

  it("lets an average follow", () => {
    const average = tf.tensor1d([1, -2, 0]);
    const result = followed(average, tf.tensor1d([2, 2, 5]), 0.75);
    expect([...result.dataSync()]).toEqual([1.25, -1, 1.25]);
    expect([...average.dataSync()]).toEqual([1, -2, 0]);
  });

  it.each([0, 0.3])("takes the steps that the paper describes, with weight decay %s", async (weightDecay) => {
    const slopes = [2, -0.5, 0.01];
    const offsets = [-1, 0.2, 3];
    const start = [0.4, -1.5, 2];
    const rates = [0.1, 0.05, 0.2];
    const x = tf.variable(tf.tensor1d(start));
    const untouched = tf.variable(tf.tensor1d([7]));
    let adam = new Adam([untouched, x], { beta1: BETA1, beta2: BETA2, weightDecay });
    for (const [step, rate] of rates.entries()) {
      if (step === 2) {
        // A stop and a restart in between make no difference.
        const before = tf.memory().numTensors;
        const saved = await adam.save("a/");
        expect(tf.memory().numTensors).toBe(before);
        adam = new Adam([untouched, x], { beta1: BETA1, beta2: BETA2, weightDecay });
        await adam.restore(saved, "a/");
      }
      adam.minimize(rate, () =>
        tf.sum(tf.add(tf.mul(tf.mul(tf.square(x), 0.5), tf.tensor1d(slopes)), tf.mul(x, tf.tensor1d(offsets)))),
      );
    }
    const expected = start.map((value, i) => byHand(value, slopes[i] ?? 0, offsets[i] ?? 0, weightDecay, rates));
    x.dataSync<"float32">().forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 4));
    expect([...untouched.dataSync()]).toEqual([7]);
  });
});

describe("linearDecay", () => {
  it("stays, then falls to nothing", () => {
    expect([0, 49, 50, 75, 99].map((step) => linearDecay(2, step, 100, 0.5))).toEqual([2, 2, 2, 1, 0.04]);
    expect(linearDecay(2, 99, 100, 1)).toBe(2);
    expect(linearDecay(2, 50, 100, 0)).toBe(1);
  });
});
