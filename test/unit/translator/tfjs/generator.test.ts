import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { beforeAll, describe, expect, test } from "vitest";

import { WeightsError } from "../../../../src/net/errors";
import { imageToImageGraph, type ImageToImageNet } from "../../../../src/net/image-to-image";
import { runGraph } from "../../../../src/net/interpreter";
import { TranslatorRunError } from "../../../../src/translator/errors";
import type { LensModel } from "../../../../src/translator/model";
import { psnr } from "../../../../src/translator/selftest/stored";
import { seededRandom, tinyGenerator, tinyWeights } from "../../../../src/translator/selftest/tiny";
import { Generator } from "../../../../src/translator/tfjs/generator";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

function tinyModel(): LensModel {
  const architecture = { channels: 4, residualBlocks: 1, conditioning: "cin", domains: 2 } as const;
  const { weights } = tinyGenerator(architecture, 5);
  const tensors = new Map([...weights].map(([name, tensor]) => [name, { dtype: "F32", ...tensor } as const]));
  return { family: "stargan", architecture, input: { height: 16 }, domains: ["ramen", "curry"], tensors };
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

const input = { height: 16 };
const nets: readonly (readonly [string, ImageToImageNet])[] = [
  [
    "stargan with label planes",
    { family: "stargan", architecture: { channels: 4, residualBlocks: 1, conditioning: "concat", domains: 2 }, input },
  ],
  ["cyclegan", { family: "cyclegan", architecture: { channels: 4, residualBlocks: 1 }, input }],
  ["full ugatit", { family: "ugatit", architecture: { channels: 2, residualBlocks: 1, light: false }, input }],
  ["light ugatit", { family: "ugatit", architecture: { channels: 2, residualBlocks: 1, light: true }, input }],
  ["pix2pix", { family: "pix2pix", architecture: { channels: 2, dropout: 0.5 }, input }],
];

describe.each(nets)("a %s", (_, net) => {
  const weights = tinyWeights(imageToImageGraph(net, 16), seededRandom(3));
  const model: LensModel = {
    ...net,
    domains: net.family === "stargan" ? ["ramen", "curry"] : ["ramen"],
    tensors: new Map([...weights].map(([name, tensor]) => [name, { dtype: "F32", ...tensor }])),
  };
  const domains = net.family === "stargan" ? Float32Array.of(0.25, 0.75) : Float32Array.of(1);

  test.each(["cpu", "wasm"])("gives the interpreter's picture on %s, and leaves nothing behind", async (backend) => {
    await tf.setBackend(backend);
    const before = tf.memory().numTensors;
    const generator = new Generator(model);
    for (const size of net.family === "ugatit" && !net.architecture.light ? [16, 16] : [16, 32, 16]) {
      const decibels = tf.tidy(() => {
        const image = picture(size);
        const tensors = new Map([...weights].map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]));
        const inputs = { image, domain: tf.tensor2d(domains, [1, domains.length]) };
        const wanted = runGraph(imageToImageGraph(net, size), tensors, inputs);
        expect(Object.keys(wanted)).toEqual(["image"]);
        return psnr(generator.run(image, domains).dataSync(), wanted["image"]?.dataSync() ?? []);
      });
      expect(decibels).toBeGreaterThan(80);
    }
    generator.dispose();
    expect(tf.memory().numTensors).toBe(before);
    await tf.setBackend("cpu");
  });

  test("names the sizes that it can run at", () => {
    const generator = new Generator(model);
    const problem = () => generator.run(picture(net.family === "pix2pix" ? 24 : 18), domains);
    expect(problem).toThrow(TranslatorRunError);
    expect(problem).toThrow(/multiple of (4|16)\.$|16 alone\.$/);
    generator.dispose();
  });
});
