import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { createStore, entries, set } from "idb-keyval";

import { cropFrame } from "../../../src/capture";
import type { Frame } from "../../../src/capture/types";
import { imageToImageGraph, type ImageToImageNet } from "../../../src/net/image-to-image";
import { runGraph } from "../../../src/net/interpreter";
import { dequantizeWeights, quantizationRule, quantizeWeights } from "../../../src/net/quantize";
import { loadLensModels } from "../../../src/session/models";
import { createTranslator, requestGpu, type Gpu, type LensModel, type Patch } from "../../../src/translator";
import { outputToPixels, pixelsToInput } from "../../../src/translator/pixels";
import { psnr } from "../../../src/translator/selftest/stored";
import { seededRandom, tinyWeights } from "../../../src/translator/selftest/tiny";
import { TfjsWorkerTranslator } from "../../../src/translator/tfjs";
import { CropPass } from "../../../src/translator/webgpu/passes/crop-pass";
import type { TuningRecord } from "../../../src/translator/webgpu/tuner/store";
import { FrameUpload } from "../../../src/translator/webgpu/passes/frame-upload";
import { unpackValue } from "../../../src/translator/webgpu/engine/layout";

const trained = { height: 32 };
const nets = {
  stargan: {
    family: "stargan",
    architecture: { channels: 8, residualBlocks: 2, conditioning: "cin", domains: 3 },
    input: trained,
  },
  concat: {
    family: "stargan",
    architecture: { channels: 8, residualBlocks: 1, conditioning: "concat", domains: 3 },
    input: trained,
  },
  cyclegan: { family: "cyclegan", architecture: { channels: 8, residualBlocks: 1 }, input: trained },
  ugatit: { family: "ugatit", architecture: { channels: 4, residualBlocks: 1, light: false }, input: trained },
  light: { family: "ugatit", architecture: { channels: 4, residualBlocks: 1, light: true }, input: trained },
  pix2pix: { family: "pix2pix", architecture: { channels: 8, dropout: 0.5 }, input: trained },
} as const satisfies Readonly<Record<string, ImageToImageNet>>;

/** A generator with seeded weights that runs at 32 pixels. */
function tinyModel(kind: keyof typeof nets = "stargan"): LensModel {
  const net = nets[kind];
  const graph = imageToImageGraph(net, net.input.height);
  const tensors = quantizeWeights(tinyWeights(graph, seededRandom(42)), quantizationRule(graph));
  return { ...net, domains: net.family === "stargan" ? ["a", "b", "c"] : ["a"], tensors };
}

/** A picture with edges, slopes and grain, as a frame. */
async function makeFrame(width = 320, height = 240): Promise<Frame> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  const slope = context.createLinearGradient(0, 0, width, height);
  slope.addColorStop(0, "#203060");
  slope.addColorStop(1, "#e0c090");
  context.fillStyle = slope;
  context.fillRect(0, 0, width, height);
  context.fillStyle = "#c03020";
  context.beginPath();
  context.ellipse(width * 0.5, height * 0.5, width * 0.25, height * 0.2, 0.4, 0, Math.PI * 2);
  context.fill();
  context.fillStyle = "#40a040";
  context.fillRect(width * 0.55, height * 0.3, width * 0.1, height * 0.35);
  return { picture: canvas.transferToImageBitmap(), width, height, timestamp: performance.now(), sequence: 0 };
}

/** The same picture as a video's frame that was decoded. */
function asVideoFrame({ picture, width, height }: Frame): Frame {
  return { picture: new VideoFrame(picture, { timestamp: 0 }), width, height, timestamp: 0, sequence: 0 };
}

/** A still of what a video shows now. */
async function asBitmap({ picture, ...rest }: Frame): Promise<Frame> {
  return { ...rest, picture: await createImageBitmap(picture) };
}

/** The same picture as a playing video. */
async function makeVideo(still: Frame): Promise<Frame> {
  const canvas = document.createElement("canvas");
  canvas.width = still.width;
  canvas.height = still.height;
  const context = canvas.getContext("2d");
  const video = document.createElement("video");
  video.srcObject = canvas.captureStream(30);
  video.muted = true;
  // A canvas's stream shows what is drawn after it was made.
  const drawing = setInterval(() => context?.drawImage(still.picture, 0, 0), 30);
  await video.play();
  await new Promise<void>((resolve) => {
    video.requestVideoFrameCallback(() => resolve());
  });
  clearInterval(drawing);
  const { videoWidth: width, videoHeight: height } = video;
  return { picture: video, width, height, timestamp: performance.now(), sequence: 0 };
}

/**
 * The tiny generator as a calibrated model: with steps for int8 and a check made by the plain interpreter.
 * @param step Of what convolutions read between norms; 0.045 holds it, 3 rounds most of it away.
 * @param sha256 By which tuned kernels are remembered.
 */
async function checkedModel(step = 0.045, sha256?: string): Promise<LensModel> {
  const model = tinyModel();
  const size = 32;
  const random = seededRandom(7);
  const image = Float32Array.from({ length: size * size * 3 }, () => random() * 2 - 1);
  const domain = Float32Array.of(0.5, 0.2, 0.3);
  const convolutions = imageToImageGraph(model, size).nodes.filter(({ op }) => op === "conv2d");
  return {
    ...model,
    sha256,
    activations: {
      scheme: "symmetric-per-tensor",
      // The first one reads the picture itself, in [-1, 1].
      scales: Object.fromEntries(convolutions.map(({ id }, index) => [id, index === 0 ? 1 / 127 : step])),
    },
    check: { size, inputs: { image, domain }, answer: await interpret(model, size, image, domain) },
  };
}

/** What the plain interpreter makes of the same crop on the cpu backend, as pixels. */
async function reference(
  frame: Frame,
  roi: Patch["roi"],
  size: number,
  domains: Float32Array,
  model: LensModel = tinyModel(),
) {
  const bitmap = await cropFrame(frame, roi, size);
  const context = new OffscreenCanvas(size, size).getContext("2d");
  if (context === null) throw new Error("no canvas");
  context.drawImage(bitmap, 0, 0);
  const input = new Float32Array(size * size * 3);
  pixelsToInput(context.getImageData(0, 0, size, size).data, input);
  const pixels = new Uint8ClampedArray(size * size * 4);
  outputToPixels(await interpret(model, size, input, domains), pixels);
  return pixels;
}

/** The plain interpreter on the cpu backend: `[size, size, 3]` in [-1, 1] in and out. */
async function interpret(model: LensModel, size: number, image: Float32Array, domains: Float32Array) {
  const before = tf.getBackend();
  await tf.setBackend("cpu");
  const answer = tf.tidy(() => {
    const weights = [...dequantizeWeights(model.tensors)].map(
      ([name, { data, shape }]) => [name, tf.tensor(data, [...shape])] as const,
    );
    const { image: made } = runGraph(imageToImageGraph(model, size), new Map(weights), {
      image: tf.tensor4d(image, [1, size, size, 3]),
      domain: tf.tensor2d(domains, [1, domains.length]),
    });
    return Float32Array.from(made?.dataSync() ?? []);
  });
  if (before !== "cpu" && tf.findBackend(before)) await tf.setBackend(before);
  return answer;
}

/** A patch's pixels, read back from the GPU where they are there. */
async function pixelsOf(patch: Patch, gpu: Gpu | null): Promise<Uint8ClampedArray> {
  if (patch.picture.kind === "pixels") return patch.picture.data;
  if (gpu === null) throw new Error("a texture without a GPU");
  const { texture } = patch.picture;
  const bytesPerRow = Math.ceil((patch.size * 4) / 256) * 256;
  const buffer = gpu.device.createBuffer({
    size: bytesPerRow * patch.size,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  const encoder = gpu.device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer, bytesPerRow }, [patch.size, patch.size]);
  gpu.device.queue.submit([encoder.finish()]);
  await buffer.mapAsync(GPUMapMode.READ);
  const rows = new Uint8ClampedArray(buffer.getMappedRange());
  const pixels = new Uint8ClampedArray(patch.size * patch.size * 4);
  for (let y = 0; y < patch.size; y++) {
    pixels.set(rows.subarray(y * bytesPerRow, y * bytesPerRow + patch.size * 4), y * patch.size * 4);
  }
  buffer.destroy();
  return pixels;
}

/** What the GPU cuts out of a frame and what `cropFrame` does, as pixels. */
async function bothCrops(gpu: Gpu, frame: Frame, roi: Patch["roi"], size: number, storage: "float" | "half" = "float") {
  const { device } = gpu;
  const bytes = size * size * (storage === "float" ? 16 : 8);
  const input = device.createBuffer({ size: bytes, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
  const upload = new FrameUpload(device);
  const crop = await CropPass.create(device, upload, { input: { buffer: input }, storage, size, external: true });
  const buffer = device.createBuffer({ size: bytes, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  crop.record(pass, frame, roi);
  pass.end();
  encoder.copyBufferToBuffer(input, 0, buffer, 0, bytes);
  device.queue.submit([encoder.finish()]);
  await buffer.mapAsync(GPUMapMode.READ);
  const onGpu = new Uint8ClampedArray(size * size * 4);
  outputToPixels(unpackValue(buffer.getMappedRange().slice(0), [size, size, 3], 1, storage), onGpu);
  for (const made of [buffer, input]) made.destroy();
  for (const made of [crop, upload]) made.dispose();
  const context = new OffscreenCanvas(size, size).getContext("2d");
  if (context === null) throw new Error("no canvas");
  context.drawImage(await cropFrame(frame, roi, size), 0, 0);
  return { onGpu, onCanvas: context.getImageData(0, 0, size, size).data };
}

/** PSNR of two pictures of bytes, dB. */
function pixelPsnr(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  return psnr(
    Array.from(a, (value) => value / 127.5 - 1),
    Array.from(b, (value) => value / 127.5 - 1),
  );
}

function toPng(pixels: Uint8ClampedArray, size: number): string {
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  canvas.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(pixels), size, size), 0, 0);
  return canvas.toDataURL("image/png");
}

/** A translator on the engine, what it makes of a picture beside the interpreter's, and what it reports. */
async function engineRun(model: LensModel, size = 32) {
  const gpu = await requestGpu();
  const startedAt = performance.now();
  const { translator } = await createTranslator({ model, gpu, only: "webgpu" });
  const { choices } = translator;
  if (choices === undefined) throw new Error("not the engine");
  const opened = choices.report;
  const reports: string[] = [];
  choices.watch(({ kernels }) => reports.push(kernels));
  // As large as the crop: two ways of shrinking differ.
  const frame = await makeFrame(2 * size, 1.5 * size);
  const domains = Float32Array.from(model.domains, (_, domain) => [0.5, 0.2, 0.3][domain] ?? 0);
  const request = { frame, roi: { cx: size, cy: 0.75 * size, size }, domains, size };
  const wanted = await reference(frame, request.roi, request.size, request.domains, model);
  /** dB */
  const translate = async () => {
    const patch = await translator.translate(request);
    const pixels = await pixelsOf(patch, gpu);
    patch.close();
    return pixelPsnr(pixels, wanted);
  };
  /** Goes on until the kernels are tuned. */
  const tuned = async () => {
    while (choices.report.kernels !== "tuned") {
      await translate();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const first = await translate();
  const firstAfter = performance.now() - startedAt;
  return { gpu, translator, choices, opened, reports, first, firstAfter, translate, tuned, request };
}

const tunings = createStore("mealshift-tuning", "tiles");

/** What is remembered of tuned kernels: the arithmetic is the last part of a key. */
async function storedTunings(): Promise<{ arithmetic: string; frameMs: number | null }[]> {
  const stored = await entries<string, TuningRecord>(tunings);
  return stored.map(([key, { frameMs }]) => ({ arithmetic: String(JSON.parse(key).at(-1)), frameMs }));
}

/** As if everything had been timed. */
async function completeTunings(): Promise<void> {
  for (const [key, record] of await entries<string, TuningRecord>(tunings)) {
    await set(key, { ...record, complete: true }, tunings);
  }
}

/** The generator that the app shows. */
async function lensModel(): Promise<LensModel> {
  const { lens } = await loadLensModels("/models/", undefined, () => {}, new AbortController().signal);
  return lens;
}

const lab = {
  lensModel,
  engineRun,
  storedTunings,
  completeTunings,
  createTranslator,
  requestGpu,
  TfjsWorkerTranslator,
  tinyModel,
  makeFrame,
  makeVideo,
  asVideoFrame,
  asBitmap,
  checkedModel,
  bothCrops,
  reference,
  pixelsOf,
  pixelPsnr,
  toPng,
};

declare global {
  // eslint-disable-next-line no-var
  var translatorLab: typeof lab;
}
globalThis.translatorLab = lab;
document.title = "ready";
