import * as tf from "@tensorflow/tfjs-core";
import * as Comlink from "comlink";

import { paintRegion, type Region } from "../../capture/draw-region";
import { readRegion } from "../../capture/read-region";
import { TranslatorRunError } from "../errors";
import { outputToPixels, pixelsToInput } from "../pixels";
import { selfTestBackend } from "../selftest/backend";
import { openWasm, openWebgl } from "./backends";
import type { OpenRequest, TranslateReply, TranslateRequest, TranslateSource, TranslatorWorker } from "./contract";
import { Generator } from "./generator";

let generator: Generator | null = null;
let context: OffscreenCanvasRenderingContext2D | null = null;

const worker: TranslatorWorker = {
  async open({ backend, model, allowSoftware, threads }: OpenRequest): Promise<string> {
    const label = await (backend === "wasm" ? openWasm(threads) : openWebgl(allowSoftware));
    await selfTestBackend();
    generator = new Generator(model);
    return label;
  },

  async translate({ source, domains }: TranslateRequest): Promise<TranslateReply> {
    if (generator === null) throw new TranslatorRunError("The worker was not opened.");
    const startedAt = performance.now();
    let image: tf.Tensor4D | null = null;
    let output: tf.Tensor4D | null = null;
    try {
      image = await toTensor(source);
      const croppedAt = performance.now();
      output = generator.run(image, domains);
      const values = await output.data<"float32">();
      const ranAt = performance.now();
      const data = new Uint8ClampedArray((values.length / 3) * 4);
      outputToPixels(values, data);
      const reply = {
        data,
        timings: { crop: croppedAt - startedAt, run: ranAt - croppedAt, read: performance.now() - ranAt },
      };
      return Comlink.transfer(reply, [data.buffer]);
    } finally {
      ("bitmap" in source ? source.bitmap : source.picture).close();
      image?.dispose();
      output?.dispose();
    }
  },
};

/** The source as `[1, size, size, 3]` in [-1, 1]. */
async function toTensor(source: TranslateSource): Promise<tf.Tensor4D> {
  const { data, width, height } = await toPixels(source);
  // Handed over to tfjs, which copies it to its own memory now or later: not reused.
  const input = new Float32Array(width * height * 3);
  pixelsToInput(data, input);
  return tf.tensor4d(input, [1, height, width, 3]);
}

async function toPixels(source: TranslateSource): Promise<ImageData> {
  if ("bitmap" in source) {
    const { bitmap } = source;
    const { width, height } = bitmap;
    return draw(bitmap, width, height, { left: 0, top: 0, width, height, toWidth: width, toHeight: height });
  }
  const { picture, region } = source;
  // What cannot be read can be drawn.
  const read = await readRegion(picture, region).catch(() => null);
  return read ?? draw(picture, picture.displayWidth, picture.displayHeight, region);
}

function draw(picture: ImageBitmap | VideoFrame, width: number, height: number, region: Region): ImageData {
  context ??= new OffscreenCanvas(1, 1).getContext("2d", { alpha: false, willReadFrequently: true });
  if (context === null) throw new TranslatorRunError("No 2D canvas could be made in the worker.");
  paintRegion(context, picture, width, height, region);
  return context.getImageData(0, 0, region.toWidth, region.toHeight);
}

Comlink.expose(worker);
