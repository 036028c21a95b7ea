import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, expect, test } from "vitest";

import { WeightsError } from "../../../../src/net/errors";
import { TranslatorRunError } from "../../../../src/translator/errors";
import type { LensModel } from "../../../../src/translator/model";
import { psnr } from "../../../../src/translator/selftest/selftest";
import { tinyGenerator } from "../../../../src/translator/selftest/tiny";
import { Generator } from "../../../../src/translator/tfjs/generator";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

function tinyModel(): LensModel {
  const architecture = { channels: 4, residualBlocks: 1, conditioning: "cin", domains: 2 } as const;
  const { weights } = tinyGenerator(architecture, 5);
  const tensors = new Map([...weights].map(([name, tensor]) => [name, { dtype: "F32", ...tensor } as const]));
  return { architecture, domains: ["ramen", "curry"], tensors };
}

function picture(size: number): tf.Tensor4D {
  return tf.randomUniform<tf.Rank.R4>([1, size, size, 3], -1, 1, "float32", 2);
}

test("a blend lies between the dishes, each end is that dish alone", () => {
  const generator = new Generator(tinyModel());
  const image = picture(16);
  const run = (ramen: number, curry: number) => generator.run(image, Float32Array.of(ramen, curry)).dataSync();
  const [ramen, curry, half] = [run(1, 0), run(0, 1), run(0.5, 0.5)];
  const apart = psnr(ramen, curry);
  expect(apart).toBeLessThan(25);
  expect(psnr(half, ramen)).toBeGreaterThan(apart);
  expect(psnr(half, curry)).toBeGreaterThan(apart);
  expect([...run(1, 0)]).toEqual([...ramen]);
});

test("follows the size, and leaves nothing behind", () => {
  const generator = new Generator(tinyModel());
  const before = tf.memory().numTensors;
  for (const size of [8, 16, 8]) {
    tf.tidy(() => {
      expect(generator.run(picture(size), Float32Array.of(1, 0)).shape).toEqual([1, size, size, 3]);
    });
  }
  generator.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test("sizes, domains and weights that do not fit are named", () => {
  const model = tinyModel();
  const generator = new Generator(model);
  expect(() => generator.run(picture(10), Float32Array.of(1, 0))).toThrow(/multiple of 4/);
  expect(() => generator.run(picture(8), Float32Array.of(1))).toThrow(TranslatorRunError);
  const tensors = new Map(model.tensors);
  tensors.delete("encoder.1.conv.weight");
  expect(() => new Generator({ ...model, tensors })).toThrow(WeightsError);
});
