import type { InferenceSession, Tensor } from "onnxruntime-web/wasm";

import type { FrameTimes } from "../measure/frames";
import { domainMix, type Task } from "../task";
import type { Arm } from "./arm";
import { channelsFirst, channelsLast } from "./layout";
import { ortModel } from "./ort-model";

interface Opened {
  readonly session: InferenceSession;
  readonly picture: (pixels: Float32Array) => Record<string, Tensor>;
  readonly output: string;
}

/** onnxruntime-web's wasm provider, in its build without a GPU. */
export class OrtWasmArm implements Arm {
  readonly #threads: number;
  #opened: Opened | null = null;
  #feeds: Record<string, Tensor> = {};

  constructor(threads: number) {
    this.#threads = threads;
  }

  async open(task: Task): Promise<void> {
    const ort = await import("onnxruntime-web/wasm");
    ort.env.wasm.numThreads = this.#threads;
    ort.env.logLevel = "error";
    const { bytes, image, domain, output, dimensions } = ortModel(task, "float32");
    const session = await ort.InferenceSession.create(bytes, {
      executionProviders: ["wasm"],
      freeDimensionOverrides: dimensions,
    });
    const mix = new ort.Tensor("float32", domainMix(task.model), [1, task.model.domains.length]);
    this.#opened = {
      session,
      output,
      picture: (pixels) => ({
        [image]: new ort.Tensor("float32", channelsFirst(pixels), [1, 3, task.size, task.size]),
        ...(domain !== null && { [domain]: mix }),
      }),
    };
  }

  async run(pixels: Float32Array): Promise<Float32Array> {
    const { session, picture, output } = this.#state();
    this.#feeds = picture(pixels);
    const { [output]: result } = await session.run(this.#feeds);
    if (!(result?.data instanceof Float32Array)) throw new TypeError(`onnxruntime gave no floats called ${output}.`);
    return channelsLast(result.data);
  }

  async time(frames: number): Promise<FrameTimes> {
    const { session } = this.#state();
    const started = performance.now();
    for (let frame = 0; frame < frames; frame++) await session.run(this.#feeds);
    const total = performance.now() - started;
    return { total, script: total };
  }

  async close(): Promise<void> {
    await this.#opened?.session.release();
    this.#opened = null;
  }

  #state(): Opened {
    if (this.#opened === null) throw new Error("The arm was not opened.");
    return this.#opened;
  }
}
