import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../../src/backend/load";
import { createRandom } from "../../src/data/random";
import { type FeatureMaps, FeatureMoments } from "../../src/losses/feature-moments";

const CHANNELS = 3;
const names = new Map([["deep", CHANNELS]]);
const first = tf.tensor2d([[1, 0]]);
const second = tf.tensor2d([[0, 1]]);

beforeAll(async () => {
  await loadBackend({ backend: "wasm" });
});

/** One sample's map whose pooled features are normally distributed about `middle`, with deviation 0.5. */
function mapAbout(middle: number, seed: number): FeatureMaps {
  const random = createRandom(seed);
  const features = Array.from({ length: CHANNELS }, () => middle + 0.5 * random.normal());
  return { deep: tf.add(tf.zeros([1, 2, 2, CHANNELS]), tf.tensor1d(features)) };
}

const valueOf = (scalar: tf.Scalar): number => scalar.dataSync()[0] ?? Number.NaN;

describe("moments of features", () => {
  it("are the squared distance of the means in variances, for each domain by itself", () => {
    const moments = new FeatureMoments(2, names);
    for (let i = 0; i < 300; i++) {
      moments.observe("real", mapAbout(1, i), first);
      moments.observe("fake", mapAbout(2, 1000 + i), first);
      moments.observe("real", mapAbout(5, 2000 + i), second);
      moments.observe("fake", mapAbout(5, 3000 + i), second);
    }
    // One apart at a deviation of a half: four variances, give or take the noise of twenty samples.
    const apart = valueOf(moments.loss(mapAbout(2, 1), first));
    expect(apart).toBeGreaterThan(2);
    expect(apart).toBeLessThan(8);
    expect(valueOf(moments.loss(mapAbout(5, 1), second))).toBeLessThan(0.6);
  });

  it("say nothing of a domain that has not been seen often on both sides", () => {
    const moments = new FeatureMoments(2, names);
    for (let i = 0; i < 30; i++) {
      moments.observe("real", mapAbout(1, i), first);
      moments.observe("fake", mapAbout(3, i), second);
      if (i < 10) moments.observe("fake", mapAbout(3, i), first);
    }
    expect(valueOf(moments.loss(mapAbout(9, 3), first))).toBe(0);
    expect(valueOf(moments.loss(mapAbout(9, 3), second))).toBe(0);
  });

  it("lead translations to the real mean, and stop there", () => {
    const moments = new FeatureMoments(2, names);
    const features = tf.variable(tf.mul(tf.ones([CHANNELS]), 4));
    const map = (): FeatureMaps => ({ deep: tf.add(tf.zeros([1, 2, 2, CHANNELS]), features) });
    const optimizer = tf.train.sgd(0.5);
    for (let i = 0; i < 400; i++) {
      moments.observe("real", mapAbout(1, i), first);
      moments.observe("fake", map(), first);
      optimizer.minimize(() => moments.loss(map(), first), false, [features]);
    }
    expect(Math.abs((features.dataSync()[0] ?? Number.NaN) - 1)).toBeLessThan(0.6);
  });

  it("come back from a checkpoint, and miss what it lacks", async () => {
    const before = new FeatureMoments(2, names);
    for (let i = 0; i < 25; i++) {
      before.observe("real", mapAbout(1, i), first);
      before.observe("fake", mapAbout(2, i), first);
    }
    const saved = await before.save("moments/");
    const after = new FeatureMoments(2, names);
    after.restore(saved, "moments/");
    const distance = valueOf(before.loss(mapAbout(0, 7), first));
    expect(distance).toBeGreaterThan(0);
    expect(valueOf(after.loss(mapAbout(0, 7), first))).toBe(distance);
    const cut = new Map([...saved].filter(([name]) => name !== "moments/deep.fake.first"));
    expect(() => after.restore(cut, "moments/")).toThrow(/lacks moments\/deep\.fake\.first/);
    after.restore(new Map(), "moments/");
  });
});
