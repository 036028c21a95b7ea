import "@tensorflow/tfjs-backend-cpu";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { GraphBuilder } from "../../src/net/builder";
import { buildClassifier, buildSegmenter } from "../../src/net/families";
import type { Graph } from "../../src/net/graph";
import { parseModelConfig } from "../../src/net/config";
import { runGraph } from "../../src/net/interpreter";
import { dequantizeWeights } from "../../src/net/quantize";
import { readSafetensors } from "../../src/net/safetensors";
import type { FloatTensor, Weights } from "../../src/net/tensors";
import { exportTflite } from "../../training/src/export/tflite";
import { startHarness, type Harness, type View } from "./harness";
import type { Picture, SegmentResult } from "./pages/tflite";

const SIZE = 64;

interface RawPicture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

let harness: Harness;
let view: View;
beforeAll(async () => {
  await tf.setBackend("cpu");
  harness = await startHarness({ serve: "pages" });
  view = await harness.open("tflite.html");
  await view.page.waitForFunction(() => "tflitePage" in globalThis);
});
afterAll(() => harness?.close());

describe("a segmenter in MediaPipe", () => {
  const graph = buildSegmenter({ channels: [8, 12, 16, 24], classes: 2 }, SIZE);
  const weights = randomWeights(graph);

  test.each(["float16", "float32"] as const)("answers as the interpreter does, with %s weights", async (precision) => {
    const pictures = [noise(SIZE, SIZE), photoLike(SIZE, SIZE)];
    const model = exportTflite(graph, weights, { precision });
    const results = await segment(model, pictures);
    for (const [i, picture] of pictures.entries()) {
      const expected = interpret(graph, weights, picture, "probabilities");
      // A net that says the same everywhere would agree with almost anything.
      expect(spread(expected)).toBeGreaterThan(0.5);
      expectMasks(results[i], expected, 2, precision === "float16" ? 1e-2 : 1e-4);
    }
  });

  test("answers as the interpreter does on photographs", async (context) => {
    const folder = path.resolve(process.env.MEALSHIFT_DATA ?? "../shared/data", "real-input");
    const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".jpg")) : [];
    if (files.length === 0) return context.skip(`no photographs in ${folder}`);
    const pictures = await Promise.all(files.map((name) => readPhoto(path.join(folder, name), SIZE)));
    const results = await segment(exportTflite(graph, weights), pictures);
    for (const [i, picture] of pictures.entries()) {
      expectMasks(results[i], interpret(graph, weights, picture, "probabilities"), 2, 1e-2);
    }
  });

  test("answers nearly so on the GPU delegate", async () => {
    const picture = photoLike(SIZE, SIZE);
    const [result] = await segment(exportTflite(graph, weights), [picture], "GPU");
    expectMasks(result, interpret(graph, weights, picture, "probabilities"), 2, 1e-2);
  });

  test("makes MediaPipe complain of nothing but that it may not post usage logs", () => {
    const known = /Content Security Policy|Fetch API cannot load https:\/\/odml|^INFO: Created TensorFlow Lite/;
    view.expectNoErrors([known]);
  });
});

test("the shipped segmenter answers in MediaPipe as its weights do in the interpreter", async () => {
  const folder = path.resolve("public/models/segmenter");
  const config = parseModelConfig(JSON.parse(readFileSync(path.join(folder, "config.json"), "utf8")));
  if (config.family !== "segmenter" || config.files.tflite === undefined)
    throw new Error(`${folder} holds no segmenter`);
  const side = config.input.height;
  const graph = buildSegmenter(config.architecture, side);
  const stored = readSafetensors(readFileSync(path.join(folder, config.files.weights.path))).tensors;
  const photographs = path.resolve(process.env.MEALSHIFT_DATA ?? "../shared/data", "real-input");
  // Without the photographs the demo scene stands in for them.
  const source = existsSync(photographs) ? photographs : path.resolve("public/demo");
  const files = readdirSync(source).filter((name) => name.endsWith(".jpg"));
  const pictures = await Promise.all(files.map((name) => readPhoto(path.join(source, name), side)));
  const results = await segment(readFileSync(path.join(folder, config.files.tflite.path)), pictures);
  expect(pictures.length).toBeGreaterThan(1);
  for (const [i, picture] of pictures.entries()) {
    const expected = interpret(graph, dequantizeWeights(stored), picture, "probabilities");
    expect(spread(expected)).toBeGreaterThan(0.5);
    expectMasks(results[i], expected, 2, 1e-2);
  }
});

// The exporter's documentation tells callers to scale pictures themselves, because of this.
test.each([
  ["CPU", false],
  ["GPU", true],
] as const)("the %s delegate resizes pictures without a filter and masks bilinearly", async (delegate, halfPixels) => {
  const size = 16;
  const b = new GraphBuilder("identity");
  const graph = b.build({
    probabilities: b.conv2d(b.input("image", [size, size, 3]), "same", { channels: 3, kernel: 1, padding: 0 }),
  });
  const weights = new Map([["same.weight", { shape: [1, 1, 3, 3], data: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) }]]);
  const [width, height] = [3 * size, 2 * size];
  const picture = noise(width, height);
  const [result] = await segment(exportTflite(graph, weights), [picture], delegate);
  const expected = tf.tidy(() => {
    const image = tf.tensor4d(rgbOf(picture), [1, height, width, 3]);
    const squeezed = tf.image.resizeBilinear(image, [size, size], false, halfPixels);
    return [...tf.image.resizeBilinear(squeezed, [height, width], false, true).dataSync()];
  });
  expect([result?.width, result?.height]).toEqual([width, height]);
  expectMasks(result, expected, 3, 1e-2);
});

test("every picture operation answers in MediaPipe as in the interpreter", async () => {
  const b = new GraphBuilder("every-operation");
  const image = b.input("image", [SIZE, SIZE, 3]);
  const wide = b.activation(b.conv2d(image, "wide", { channels: 8, kernel: 7, bias: true }), "wide.relu", "relu6");
  const half = b.conv2d(wide, "half", { channels: 8, kernel: 4, stride: 2, padding: 1, bias: true });
  const deep = b.depthwiseConv2d(b.activation(half, "half.leaky", "leakyRelu", 0.3), "deep", { kernel: 3 });
  const norm = b.activation(b.batchNorm(deep, "deep.norm"), "deep.tanh", "tanh");
  const strided = b.depthwiseConv2d(norm, "strided", { kernel: 3, stride: 2, padding: 1, bias: true });
  const pooled = b.add(b.pool(norm, "max", "max"), b.pool(norm, "average", "average", 3), "pooled");
  const sum = b.activation(b.add(strided, pooled, "sum"), "sum.relu", "relu");
  const point = b.activation(b.conv2d(sum, "point", { channels: 8, kernel: 1, padding: 0 }), "gate", "sigmoid");
  // `point` and its gate are both read below, so that an activation is not fused where it must not be.
  const joined = b.concat([point, sum], "joined");
  const up = b.upsample(b.dropout(joined, "dropout", 0.5), "nearest", "nearest");
  const logits = b.conv2d(up, "logits", { channels: 3, kernel: 3, padding: "same", bias: true });
  const graph = b.build({ probabilities: b.softmax(b.upsample(logits, "bilinear", "bilinear"), "softmax") });
  const weights = randomWeights(graph);
  const pictures = [noise(SIZE, SIZE), photoLike(SIZE, SIZE)];
  const results = await segment(exportTflite(graph, weights, { precision: "float32" }), pictures);
  for (const [i, picture] of pictures.entries()) {
    const expected = interpret(graph, weights, picture, "probabilities");
    expect(spread(expected)).toBeGreaterThan(0.2);
    expectMasks(results[i], expected, 3, 1e-4);
  }
});

test("a classifier answers in MediaPipe as in the interpreter", async () => {
  const graph = buildClassifier({ channels: [8, 16], classes: 5, dropout: 0.2 }, SIZE);
  const weights = randomWeights(graph);
  const picture = photoLike(SIZE, SIZE);
  const model = exportTflite(graph, weights, { output: "logits" });
  const scores = await view.page.evaluate(({ bytes, image }) => globalThis.tflitePage.classify(bytes, image), {
    bytes: base64(model),
    image: transferable(picture),
  });
  const expected = interpret(graph, weights, picture, "logits");
  expect(spread(expected)).toBeGreaterThan(0.1);
  expected.forEach((logit, index) => expect(Math.abs((scores[index] ?? NaN) - logit)).toBeLessThan(1e-2));
});

async function segment(
  model: Uint8Array,
  pictures: readonly RawPicture[],
  delegate: "CPU" | "GPU" = "CPU",
): Promise<SegmentResult[]> {
  return view.page.evaluate(({ bytes, images, where }) => globalThis.tflitePage.segment(bytes, images, where), {
    bytes: base64(model),
    images: pictures.map(transferable),
    where: delegate,
  });
}

/** @param expected Values of all classes, pixel by pixel. */
function expectMasks(
  result: SegmentResult | undefined,
  expected: readonly number[],
  classes: number,
  tolerance: number,
): void {
  expect(result?.masks).toHaveLength(classes);
  let worst = 0;
  result?.masks.forEach((mask, c) => {
    expect(mask.length * classes).toBe(expected.length);
    mask.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - (expected[i * classes + c] ?? NaN)))));
  });
  expect(worst).toBeLessThanOrEqual(tolerance);
}

function interpret(graph: Graph, weights: Weights, picture: RawPicture, output: string): number[] {
  return tf.tidy(() => {
    const tensors = new Map([...weights].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]));
    const image = tf.tensor4d(rgbOf(picture), [1, picture.height, picture.width, 3]);
    return [...(runGraph(graph, tensors, { image })[output]?.dataSync() ?? [])];
  });
}

/** Colours in [-1, 1]. */
function rgbOf({ width, height, rgba }: RawPicture): Float32Array {
  return Float32Array.from({ length: width * height * 3 }, (_, i) => {
    return (rgba[Math.floor(i / 3) * 4 + (i % 3)] ?? 0) / 127.5 - 1;
  });
}

/** He-initialised weights with moments that no net has at its start, and logits far apart. */
function randomWeights(graph: Graph): Map<string, FloatTensor> {
  const random = randomNumbers(7);
  const entries = graph.parameters.map(({ name, shape, role, fanIn }): [string, FloatTensor] => {
    const length = shape.reduce((product, extent) => product * extent, 1);
    const scale = role === "kernel" ? Math.sqrt(6 / fanIn) * (/head|logits/.test(name) ? 3 : 1) : 0.5;
    const data = Float32Array.from({ length }, () => (random() * 2 - 1) * scale);
    return [name, { shape, data: role === "gamma" || role === "movingVariance" ? data.map((x) => 1 + x) : data }];
  });
  return new Map(entries);
}

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function noise(width: number, height: number): RawPicture {
  const random = randomNumbers(3);
  return {
    width,
    height,
    rgba: Uint8Array.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? 255 : random() * 256)),
  };
}

/** A bright ellipse on a slanted ground, so that a flip or a transposition shows. */
function photoLike(width: number, height: number): RawPicture {
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = ((x / width - 0.4) / 0.3) ** 2 + ((y / height - 0.6) / 0.2) ** 2 < 1;
      const ground = [(x * 120) / width, (y * 200) / height, 60 + ((x + 2 * y) % 7) * 6];
      const food = [230, 180 - (x * 60) / width, 40 + (y * 80) / height];
      rgba.set([...(inside ? food : ground), 255], (y * width + x) * 4);
    }
  }
  return { width, height, rgba };
}

async function readPhoto(file: string, size: number): Promise<RawPicture> {
  const rgba = await sharp(file).rotate().resize(size, size, { fit: "cover" }).ensureAlpha().raw().toBuffer();
  return { width: size, height: size, rgba };
}

function transferable({ width, height, rgba }: RawPicture): Picture {
  return { width, height, rgba: base64(rgba) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}
