import "@tensorflow/tfjs";
import * as tf from "@tensorflow/tfjs-core";
import * as ort from "onnxruntime-web";
import { beforeAll, describe, expect, it } from "vitest";

import { GraphBuilder } from "../../../src/net/builder";
import {
  buildClassifier,
  buildCyclegan,
  buildDcgan,
  buildPix2pix,
  buildSegmenter,
  buildStargan,
  buildUgatit,
} from "../../../src/net/families";
import type { Graph } from "../../../src/net/graph";
import { runGraph } from "../../../src/net/interpreter";
import { f16ToF32, f32ToF16, type FloatTensor } from "../../../src/net/tensors";
import { createRandom } from "../../src/data/random";
import { exportOnnx } from "../../src/export/onnx";

beforeAll(async () => {
  await tf.setBackend("cpu");
  ort.env.wasm.numThreads = 1;
});

const random = createRandom(11);
const normal = (length: number, scale = 1): Float32Array =>
  Float32Array.from({ length }, () => random.normal() * scale);

function randomWeights(graph: Graph): Map<string, FloatTensor> {
  return new Map(
    graph.parameters.map(({ name, shape, role, fanIn }) => {
      const length = shape.reduce((product, extent) => product * extent, 1);
      if (role === "kernel") return [name, { shape, data: normal(length, Math.sqrt(2 / Math.max(fanIn, 1))) }];
      // Beyond [0, 1], too: the exporter copies what it is given.
      if (role === "rho") return [name, { shape, data: normal(length, 0.3).map((value) => 0.5 + value) }];
      if (role === "gamma") return [name, { shape, data: normal(length, 0.2).map((value) => 1 + value) }];
      if (role === "movingVariance") return [name, { shape, data: normal(length, 0.2).map((value) => 1 + value ** 2) }];
      return [name, { shape, data: normal(length, 0.2) }];
    }),
  );
}

const swap = (x: tf.Tensor, order: readonly number[]): tf.Tensor => (x.rank === 4 ? tf.transpose(x, [...order]) : x);

/** Largest difference between the interpreter's outputs and onnxruntime's, on the same numbers. */
async function difference(graph: Graph, inputs: Readonly<Record<string, tf.Tensor>>): Promise<number> {
  const weights = randomWeights(graph);
  const variables = new Map(
    [...weights].map(([name, { shape, data }]) => [name, tf.tensor(Float32Array.from(data), [...shape])]),
  );
  const expected = runGraph(graph, variables, inputs);
  const session = await ort.InferenceSession.create(exportOnnx(graph, weights));
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => {
      const nchw = swap(tensor, [0, 3, 1, 2]);
      return [name, new ort.Tensor("float32", Float32Array.from(nchw.dataSync()), nchw.shape)];
    }),
  );
  const results = await session.run(feeds);
  let largest = 0;
  for (const name of Object.keys(graph.outputs)) {
    const result = results[name] ?? results[`${name}.out`];
    const wanted = expected[name];
    if (!result || !wanted) throw new Error(`there is no output ${name}`);
    const got = swap(tf.tensor(Float32Array.from(result.data as Float32Array), [...result.dims]), [0, 2, 3, 1]);
    expect(got.shape).toEqual(wanted.shape);
    largest = Math.max(largest, tf.max(tf.abs(tf.sub(got, wanted))).dataSync()[0] ?? Number.NaN);
  }
  await session.release();
  return largest;
}

/** NHWC to NCHW; vectors stay. */
const swapped = ([n = 1, height, width, channels]: readonly number[]): number[] =>
  channels === undefined ? [n, height ?? 1] : [n, channels, height ?? 1, width ?? 1];

/** The bits of half floats: a view of them where JavaScript has such arrays. */
function halvesOf(data: unknown): Uint16Array {
  if (!ArrayBuffer.isView(data)) throw new Error("there is no output");
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}

const picture = (height: number, width: number, batch = 1): tf.Tensor =>
  tf.tensor4d(normal(batch * height * width * 3, 0.5), [batch, height, width, 3]);
const blend = tf.tensor2d([0.2, 0.8, 0, 1, 0, 0], [2, 3]);

describe("exportOnnx", () => {
  it("gives onnxruntime the stargan generator with conditional norms, for any size and any mix of dishes", async () => {
    const graph = buildStargan({ channels: 4, residualBlocks: 2, conditioning: "cin", domains: 3 }, 16);
    expect(await difference(graph, { image: picture(16, 16, 2), domain: blend })).toBeLessThan(1e-4);
    expect(await difference(graph, { image: picture(24, 12, 2), domain: blend })).toBeLessThan(1e-4);
  });

  it("gives it label planes", async () => {
    const graph = buildStargan({ channels: 4, residualBlocks: 1, conditioning: "concat", domains: 3 }, 16);
    expect(await difference(graph, { image: picture(20, 12, 2), domain: blend })).toBeLessThan(1e-4);
  });

  it("gives it the other families", async () => {
    const cyclegan = buildCyclegan({ channels: 4, residualBlocks: 1 }, 16);
    expect(await difference(cyclegan, { image: picture(16, 16) })).toBeLessThan(1e-4);
    const segmenter = buildSegmenter({ channels: [4, 8, 8], classes: 2 }, 16);
    expect(await difference(segmenter, { image: picture(16, 16) })).toBeLessThan(1e-4);
    const classifier = buildClassifier({ channels: [4, 8], classes: 5, dropout: 0.3 }, 16);
    expect(await difference(classifier, { image: picture(16, 16, 3) })).toBeLessThan(1e-4);
  });

  it("gives it attention and adaptive norms, with either way to the style", async () => {
    for (const light of [true, false]) {
      const ugatit = buildUgatit({ channels: 4, residualBlocks: 1, light }, 16);
      expect(await difference(ugatit, { image: picture(16, 16, 2) })).toBeLessThan(1e-4);
    }
  });

  it("gives it the U-Net's skips, at the deepest that it goes, without its drop-out", async () => {
    for (const size of [16, 256]) {
      const pix2pix = buildPix2pix({ channels: 2, dropout: 0.5 }, size);
      expect(await difference(pix2pix, { image: picture(size, size) })).toBeLessThan(1e-4);
    }
  });

  it("gives it pictures from latent vectors", async () => {
    const dcgan = buildDcgan({ latent: 6, channels: 4, doublings: 2 }, 12);
    expect(await difference(dcgan, { latent: tf.tensor2d(normal(3 * 6), [3, 6]) })).toBeLessThan(1e-4);
  });

  it("gives it every pooling, padding and activation", async () => {
    const b = new GraphBuilder("everything");
    let x = b.input("image", [13, 10, 3]);
    x = b.conv2d(x, "odd", { channels: 4, kernel: 4, stride: 2, padding: "same", bias: true });
    x = b.activation(x, "relu6", "relu6");
    x = b.conv2d(x, "narrow", { channels: 4, kernel: 2, stride: 1, padding: 1, bias: false });
    x = b.activation(x, "leaky", "leakyRelu");
    const max = b.pool(x, "max", "max", 2);
    const average = b.pool(x, "average", "average", 2);
    x = b.concat([max, average], "both");
    x = b.upsample(x, "smooth", "bilinear", 2);
    x = b.activation(x, "sigmoid", "sigmoid");
    expect(await difference(b.build({ values: x }), { image: picture(13, 10) })).toBeLessThan(1e-4);
  });

  it("computes in half floats where it is told to, to their accuracy", async () => {
    const graph = buildStargan({ channels: 4, residualBlocks: 2, conditioning: "cin", domains: 3 }, 16);
    const weights = randomWeights(graph);
    const image = picture(16, 16);
    const domain = tf.tensor2d([0.25, 0.75, 0], [1, 3]);
    const half = exportOnnx(graph, weights, { elements: "float16" });
    expect(half.length).toBeLessThan(exportOnnx(graph, weights).length * 0.8);
    const session = await ort.InferenceSession.create(half);
    const feed = (x: tf.Tensor) =>
      new ort.Tensor("float16", f32ToF16(Float32Array.from(swap(x, [0, 3, 1, 2]).dataSync())), swapped(x.shape));
    const { "image.out": result } = await session.run({ image: feed(image), domain: feed(domain) });
    const got = f16ToF32(halvesOf(result?.data));
    const tensors = new Map([...weights].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]));
    const expected = runGraph(graph, tensors, { image, domain })["image"];
    if (expected === undefined) throw new Error("there is no output image");
    const wanted = swap(expected, [0, 3, 1, 2]).dataSync();
    expect(got).toHaveLength(wanted.length);
    expect(Math.max(...got.map((value, i) => Math.abs(value - (wanted[i] ?? Number.NaN))))).toBeLessThan(0.05);
    await session.release();
  });

  it("refuses weights that do not fit", () => {
    const graph = buildCyclegan({ channels: 4, residualBlocks: 1 }, 16);
    const weights = randomWeights(graph);
    weights.delete(graph.parameters[0]?.name ?? "");
    expect(() => exportOnnx(graph, weights)).toThrow(/is missing/);
  });
});
