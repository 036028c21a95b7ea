import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { describe, expect, test } from "vitest";

import { buildStargan } from "../../../../src/net/families";
import { runGraph } from "../../../../src/net/interpreter";
import { dequantizeWeights, quantizationRule, quantizeWeights } from "../../../../src/net/quantize";
import { selfTestBackend } from "../../../../src/translator/selftest/backend";
import { loadSelfTest, psnr } from "../../../../src/translator/selftest/stored";
import { tinyGenerator } from "../../../../src/translator/selftest/tiny";

describe("the stored self-test", () => {
  test.each(["cpu", "wasm"])("passes on %s", async (backend) => {
    await tf.setBackend(backend);
    const before = tf.memory().numTensors;
    await selfTestBackend();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("holds the seeded weights and the plain interpreter's answer", async () => {
    await tf.setBackend("cpu");
    const stored = loadSelfTest();
    const graph = buildStargan(stored.model.architecture, stored.size);
    const { weights } = tinyGenerator(stored.model.architecture, 20_261_121);
    expect(stored.model.tensors).toEqual(new Map(quantizeWeights(weights, quantizationRule(graph))));
    const tensors = [...dequantizeWeights(stored.model.tensors)].map(
      ([name, { data, shape }]) => [name, tf.tensor(data, [...shape])] as const,
    );
    const { image } = runGraph(graph, new Map(tensors), {
      image: tf.tensor4d(stored.input, [1, stored.size, stored.size, 3]),
      domain: tf.tensor2d(stored.domains, [1, stored.domains.length]),
    });
    expect(psnr(image?.dataSync() ?? [], stored.answer)).toBeGreaterThan(100);
  });

  test("has an answer that shows something: neither grey nor clipped", () => {
    const { answer } = loadSelfTest();
    const mean = answer.reduce((sum, value) => sum + value, 0) / answer.length;
    const deviation = Math.sqrt(answer.reduce((sum, value) => sum + (value - mean) ** 2, 0) / answer.length);
    expect(deviation).toBeGreaterThan(0.2);
    expect(answer.filter((value) => Math.abs(value) > 0.999).length).toBeLessThan(answer.length / 10);
  });
});

describe("psnr", () => {
  test("is 20 dB for a difference of a tenth of the range", () => {
    expect(psnr([0.2, -0.2], [0, 0])).toBeCloseTo(20, 6);
  });
  test("is worst for values that are missing or not a number", () => {
    expect(psnr([Number.NaN, 0], [0, 0])).toBe(Number.NEGATIVE_INFINITY);
    expect(psnr([0], [0, 0])).toBe(Number.NEGATIVE_INFINITY);
  });
});
