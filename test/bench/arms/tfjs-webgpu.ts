import * as tf from "@tensorflow/tfjs-core";

import { runGraph, type WeightTensors } from "../../../src/net/interpreter";
import type { Graph } from "../../../src/net/graph";
import type { Gpu } from "../../../src/translator";
import { readBack } from "../gpu/read-back";
import type { FrameTimes } from "../measure/frames";
import { domainMix, networkOf, type Task } from "../task";
import type { Arm } from "./arm";

interface Opened {
  readonly graph: Graph;
  readonly weights: WeightTensors;
  readonly domain: tf.Tensor2D;
  readonly image: tf.Tensor4D;
  readonly input: GPUBuffer;
}

/** The interpreter on tfjs's own WebGPU kernels, on our device, its input in a buffer of ours. */
export class TfjsWebGpuArm implements Arm {
  readonly #gpu: Gpu;
  #opened: Opened | null = null;

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
  }

  async open(task: Task): Promise<void> {
    const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
    if (tf.findBackendFactory("webgpu") !== null) tf.removeBackend("webgpu");
    tf.registerBackend("webgpu", () => new WebGPUBackend(this.#gpu.device, this.#gpu.adapterInfo));
    await this.#select();
    const { graph, weights } = networkOf(task);
    const input = this.#gpu.device.createBuffer({
      size: task.size ** 2 * 3 * Float32Array.BYTES_PER_ELEMENT,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
    const image: tf.Tensor4D = tf.tensor({ buffer: input, zeroCopy: true }, [1, task.size, task.size, 3], "float32");
    this.#opened = {
      graph,
      weights: new Map([...weights].map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])])),
      domain: tf.tensor2d(domainMix(task.model), [1, task.model.domains.length]),
      image,
      input,
    };
  }

  async run(pixels: Float32Array): Promise<Float32Array> {
    const { input } = this.#state();
    await this.#select();
    this.#gpu.device.queue.writeBuffer(input, 0, Float32Array.from(pixels));
    const output = this.#frame();
    const { buffer, tensorRef } = output.dataToGPU();
    if (buffer === undefined) throw new TypeError("tfjs left the answer on the processor.");
    const bytes = await readBack(this.#gpu.device, buffer, pixels.byteLength);
    tf.dispose([output, tensorRef]);
    return new Float32Array(bytes);
  }

  async time(frames: number): Promise<FrameTimes> {
    await this.#select();
    const { device } = this.#gpu;
    const started = performance.now();
    for (let frame = 0; frame < frames; frame++) {
      const output = this.#frame();
      // Submits what was recorded.
      tf.dispose([output, output.dataToGPU().tensorRef]);
    }
    const recorded = performance.now();
    await device.queue.onSubmittedWorkDone();
    return { total: performance.now() - started, script: recorded - started };
  }

  close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    if (opened !== null) {
      tf.dispose([opened.domain, opened.image, ...opened.weights.values()]);
      opened.input.destroy();
    }
    if (tf.findBackendFactory("webgpu") !== null) tf.removeBackend("webgpu");
    return Promise.resolve();
  }

  #frame(): tf.Tensor {
    const { graph, weights, image, domain } = this.#state();
    return tf.tidy(() => {
      const { image: output } = runGraph(graph, weights, { image, domain });
      if (output === undefined) throw new TypeError(`${graph.name} has no output called image.`);
      return output;
    });
  }

  async #select(): Promise<void> {
    if (tf.getBackend() !== "webgpu" && !(await tf.setBackend("webgpu"))) {
      throw new Error("tfjs cannot start its webgpu backend here.");
    }
  }

  #state(): Opened {
    if (this.#opened === null) throw new Error("The arm was not opened.");
    return this.#opened;
  }
}
