import * as tf from "@tensorflow/tfjs-core";
import * as Comlink from "comlink";

import { drawRegion } from "../../capture/draw-region";
import { TranslatorRunError } from "../errors";
import { outputToPixels, pixelsToInput } from "../pixels";
import { selfTestBackend } from "../selftest/selftest";
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
    const image = toTensor(toBitmap(source));
    const croppedAt = performance.now();
    let output: tf.Tensor4D | null = null;
    try {
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
      tf.dispose(output === null ? [image] : [image, output]);
    }
  },
};

function toBitmap(source: TranslateSource): ImageBitmap {
  if ("bitmap" in source) return source.bitmap;
  const { picture, region } = source;
  try {
    return drawRegion(picture, picture.displayWidth, picture.displayHeight, region);
  } finally {
    picture.close();
  }
}

function toTensor(bitmap: ImageBitmap): tf.Tensor4D {
  const { width, height } = bitmap;
  context ??= new OffscreenCanvas(width, height).getContext("2d", { alpha: false, willReadFrequently: true });
  if (context === null) throw new TranslatorRunError("No 2D canvas could be made in the worker.");
  if (context.canvas.width !== width || context.canvas.height !== height) {
    context.canvas.width = width;
    context.canvas.height = height;
  }
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  // Handed over to tfjs, which copies it to its own memory now or later: not reused.
  const input = new Float32Array(width * height * 3);
  pixelsToInput(context.getImageData(0, 0, width, height).data, input);
  return tf.tensor4d(input, [1, height, width, 3]);
}

Comlink.expose(worker);
