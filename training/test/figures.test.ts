import "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { buildStargan } from "../../src/net/families/stargan";
import { curves, figureTable, parseStats } from "../src/export/card";
import { diffAugment } from "../src/losses/diff-augment";
import { SpectralNorm } from "../src/losses/spectral-norm";
import { averageBlocks, luminanceStructure, maskedL1, pooledL1 } from "../src/losses/structure";
import { createRandom } from "../src/data/random";
import { cosineDecay } from "../src/run/schedule";
import { Parameters } from "../src/run/parameters";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const value = (tensor: tf.Tensor): number => tensor.dataSync()[0] ?? Number.NaN;

describe("losses", () => {
  it("pools blocks, and spreads the gradient over them", () => {
    const x = tf.reshape<tf.Rank.R4>(tf.range(0, 16), [1, 4, 4, 1]);
    expect([...averageBlocks(x, 2).dataSync()]).toEqual([2.5, 4.5, 10.5, 12.5]);
    expect([
      ...tf
        .grad((y) => tf.sum(averageBlocks(y as tf.Tensor4D, 2)))(x)
        .dataSync(),
    ]).toEqual(Array.from({ length: 16 }, () => 0.25));
  });

  it("do not see texture that pools away, nor how light a picture is", () => {
    const a = tf.zeros<tf.Rank.R4>([1, 8, 8, 3]);
    const checks = tf.tensor4d(
      Float32Array.from({ length: 192 }, (_, i) => ((Math.floor(i / 3) + Math.floor(i / 24)) % 2 ? 0.5 : -0.5)),
      [1, 8, 8, 3],
    );
    expect(value(pooledL1(a, checks))).toBeCloseTo(0, 6);
    const ramp = tf.tensor4d(
      Float32Array.from({ length: 192 }, (_, i) => Math.floor(i / 3) / 64 - 0.5),
      [1, 8, 8, 3],
    );
    expect(value(luminanceStructure(ramp, tf.add(tf.mul(ramp, 0.9), 0.1)))).toBeLessThan(0.02);
    expect(value(luminanceStructure(ramp, tf.neg(ramp)))).toBeGreaterThan(1);
  });

  it("weigh the table by itself, however little of it there is", () => {
    const a = tf.zeros<tf.Rank.R4>([1, 8, 8, 3]);
    const b = tf.add<tf.Tensor4D>(a, 0.5);
    const corner = tf.tensor4d(
      Float32Array.from({ length: 64 }, (_, i) => Number(i < 4)),
      [1, 8, 8, 1],
    );
    // The one in the divisor, which an empty mask needs, is all that lacks.
    expect(value(maskedL1(a, b, corner))).toBeCloseTo((0.5 * 12) / 13, 6);
    expect(value(maskedL1(a, b, tf.zerosLike(corner)))).toBe(0);
  });

  it("bring every kernel to the wanted spectral norm", () => {
    const graph = buildStargan({ channels: 2, residualBlocks: 0, conditioning: "cin", domains: 2 }, 8);
    const spectral = new SpectralNorm(new Parameters(graph, 3), 3, 1.5);
    for (let i = 0; i < 60; i++) spectral.update();
    const kernel = spectral.normalized().get("encoder.1.conv.weight") ?? tf.zeros([1]);
    const matrix = tf.reshape<tf.Rank.R2>(kernel, [-1, 4]);
    // Largest eigenvalue of W^T W by power iteration from another start.
    let v = tf.ones<tf.Rank.R2>([4, 1]);
    for (let i = 0; i < 100; i++) {
      const next = tf.matMul(matrix, tf.matMul(matrix, v), true);
      v = tf.div(next, tf.norm(next));
    }
    expect(value(tf.norm(tf.matMul(matrix, v)))).toBeCloseTo(1.5, 2);
  });

  it("augments only by what the policy names", () => {
    const x = tf.randomUniform<tf.Rank.R4>([2, 16, 16, 3], -1, 1, "float32", 5);
    expect(value(tf.max(tf.abs(tf.sub(diffAugment(x, [], createRandom(1)), x))))).toBe(0);
    const cut = diffAugment(tf.onesLike(x), ["cutout"], createRandom(1));
    expect(new Set(cut.dataSync())).toEqual(new Set([0, 1]));
    expect(value(tf.max(tf.abs(tf.sub(diffAugment(x, ["colour"], createRandom(1)), x))))).toBeGreaterThan(0.01);
  });
});

describe("cosineDecay", () => {
  it("rises, peaks and falls to a hundredth", () => {
    expect(cosineDecay(1, 0, 100, 10)).toBeCloseTo(0.1);
    expect(cosineDecay(1, 10, 100, 10)).toBe(1);
    expect(cosineDecay(1, 100, 100, 10)).toBeCloseTo(0.01);
  });
});

describe("model cards", () => {
  it("tabulates figures, nested ones in rows of their own", () => {
    expect(
      figureTable({
        meanIou: { value: 0.80012, low: 0.71, high: 0.9 },
        pictures: 24,
        metrics: { accuracy: { perDish: { ramen: 0.5 }, seen: ["a", 2] } },
        leftOut: { kid: "it needs a judge" },
        // They have a table of their own.
        goals: [{ figure: "edges", unit: "", ours: 1, floor: 0, goal: 1, met: "goal" }],
      })
        .split("\n")
        .slice(2),
    ).toEqual([
      "| meanIou | 0.800 (0.710 to 0.900) |",
      "| pictures | 24 |",
      "| accuracy: perDish: ramen | 0.500 |",
      "| accuracy: seen | a, 2 |",
    ]);
  });

  it("draws one curve for each name, within its chart", () => {
    const stats = parseStats('{"step":1,"loss":2}\n{"step":2,"loss":1}\n{"step":2,"accuracy":0.5}\n');
    const svg = curves(stats, ["loss", "accuracy"]);
    expect(svg.match(/<polyline/g)).toHaveLength(2);
    expect(svg).toContain("1.50 to 1.50");
  });
});
