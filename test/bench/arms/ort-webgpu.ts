import type { InferenceSession, Tensor } from "onnxruntime-web/webgpu";

import { f16ToF32, f32ToF16 } from "../../../src/net/tensors";
import { readBack } from "../gpu/read-back";
import type { FrameTimes } from "../measure/frames";
import { domainMix, type Task } from "../task";
import type { Arm } from "./arm";
import { channelsFirst, channelsLast } from "./layout";
import { type OnnxElements, ortModel } from "./ort-model";

interface Opened {
  readonly session: InferenceSession;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly fetches: Readonly<Record<string, Tensor>>;
  readonly input: GPUBuffer;
  readonly output: GPUBuffer;
  readonly buffers: readonly GPUBuffer[];
}

/** onnxruntime-web's WebGPU provider on our device, input and output bound to buffers of ours. */
export class OrtWebGpuArm implements Arm {
  readonly #device: GPUDevice;
  readonly #elements: OnnxElements;
  readonly #capture: boolean;
  #opened: Opened | null = null;

  /** @param capture Whether the first run's commands are kept and replayed. */
  constructor(device: GPUDevice, elements: OnnxElements, capture: boolean) {
    this.#device = device;
    this.#capture = capture;
    this.#elements = elements;
  }

  async open(task: Task): Promise<void> {
    const ort = await import("onnxruntime-web/webgpu");
    // What it computes on the processor is negligible here.
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = "error";
    const { bytes, image, domain, output, dimensions } = ortModel(task, this.#elements);
    const session = await ort.InferenceSession.create(bytes, {
      executionProviders: [{ name: "webgpu", device: this.#device }],
      freeDimensionOverrides: dimensions,
      enableGraphCapture: this.#capture,
    });
    const tensor = (values: Float32Array, dims: readonly number[]): { buffer: GPUBuffer; tensor: Tensor } => {
      const buffer = this.#upload(values);
      return { buffer, tensor: ort.Tensor.fromGpuBuffer(buffer, { dataType: this.#elements, dims: [...dims] }) };
    };
    const shape = [1, 3, task.size, task.size];
    const pixels = new Float32Array(3 * task.size ** 2);
    const [input, result] = [tensor(pixels, shape), tensor(pixels, shape)];
    const mix = tensor(domainMix(task.model), [1, task.model.domains.length]);
    this.#opened = {
      session,
      feeds: { [image]: input.tensor, ...(domain !== null && { [domain]: mix.tensor }) },
      fetches: { [output]: result.tensor },
      input: input.buffer,
      output: result.buffer,
      buffers: [input.buffer, result.buffer, mix.buffer],
    };
  }

  async run(pixels: Float32Array): Promise<Float32Array> {
    const { session, feeds, fetches, input, output } = this.#state();
    this.#device.queue.writeBuffer(input, 0, this.#stored(channelsFirst(pixels)));
    await session.run(feeds, fetches);
    const bytes = await readBack(this.#device, output);
    // The buffer's size is a multiple of four bytes.
    const values = this.#elements === "float32" ? new Float32Array(bytes) : f16ToF32(new Uint16Array(bytes));
    return channelsLast(values.subarray(0, pixels.length));
  }

  async time(frames: number): Promise<FrameTimes> {
    const { session, feeds, fetches } = this.#state();
    const started = performance.now();
    for (let frame = 0; frame < frames; frame++) await session.run(feeds, fetches);
    const recorded = performance.now();
    await this.#device.queue.onSubmittedWorkDone();
    return { total: performance.now() - started, script: recorded - started };
  }

  async close(): Promise<void> {
    await this.#opened?.session.release();
    for (const buffer of this.#opened?.buffers ?? []) buffer.destroy();
    this.#opened = null;
  }

  #state(): Opened {
    if (this.#opened === null) throw new Error("The arm was not opened.");
    return this.#opened;
  }

  #stored(values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
    return this.#elements === "float32" ? values : f32ToF16(values);
  }

  #upload(values: Float32Array): GPUBuffer {
    const stored = this.#stored(Float32Array.from(values));
    const buffer = this.#device.createBuffer({
      size: Math.ceil(stored.byteLength / 16) * 16,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
    this.#device.queue.writeBuffer(buffer, 0, stored);
    return buffer;
  }
}
