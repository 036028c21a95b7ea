import * as tf from "@tensorflow/tfjs-core";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";

import { DeviceLostError, TranslatorRunError, TranslatorUnavailableError, namedRunError } from "../errors";
import type { Gpu } from "../gpu";
import type { LensModel } from "../model";
import { selfTestBackend } from "../selftest/backend";
import { Generator } from "../tfjs/generator";
import type { Patch, TranslationRequest, Translator } from "../types";
import { CropPass } from "./crop-pass";
import { OutputPass } from "./output-pass";

/** The generator on tfjs on the app's own GPU device: the picture never leaves the GPU. */
export class TfjsWebGpuTranslator implements Translator {
  readonly kind = "webgpu";
  readonly label: string;
  readonly domains: readonly string[];
  readonly #backend: unknown;
  readonly #device: GPUDevice;
  readonly #generator: Generator;
  readonly #crop: CropPass;
  readonly #output: OutputPass;
  #lost: DeviceLostError | null = null;
  #disposed = false;
  #fail: (error: Error) => void = () => {};

  private constructor({ device, adapterInfo }: Gpu, model: LensModel) {
    this.#backend = tf.findBackend("webgpu");
    this.#device = device;
    this.#generator = new Generator(model);
    this.#crop = new CropPass(device);
    this.#output = new OutputPass(device);
    this.domains = model.domains;
    const name = adapterInfo.description || [adapterInfo.vendor, adapterInfo.architecture].join(" ").trim();
    this.label = name === "" ? "WebGPU" : `WebGPU, ${name}`;
    void device.lost.then(({ message }) => {
      this.#lost = new DeviceLostError(`The GPU device was lost: ${message || "no reason given"}. Request another.`);
      return this.#fail(this.#lost);
    });
  }

  /**
   * Gives the device to tfjs, tests it and loads the model.
   * @throws {TranslatorUnavailableError} if the device fails the self-test.
   */
  static async open(gpu: Gpu, model: LensModel): Promise<TfjsWebGpuTranslator> {
    // tfjs registers a backend with a device of its own; kernels are found by this name.
    removeBackend();
    // tfjs brings types of WebGPU that are older than the browser's.
    tf.registerBackend("webgpu", () => new WebGPUBackend(gpu.device, gpu.adapterInfo));
    if (!(await tf.setBackend("webgpu"))) {
      throw new TranslatorUnavailableError("tfjs cannot start its webgpu backend here.");
    }
    await selfTestBackend();
    return new TfjsWebGpuTranslator(gpu, model);
  }

  /**
   * The patch's picture is a texture of the same device, `rgba8unorm`, usable for sampling and copying.
   * @throws {DeviceLostError} if the device is gone: create a translator on another.
   * @throws {OutOfMemoryError | TranslatorRunError} if the run failed.
   */
  async translate({ frame, roi, domains, size }: TranslationRequest): Promise<Patch> {
    if (this.#disposed) throw new TranslatorRunError("The translator was disposed. Create another.");
    if (this.#lost !== null) throw this.#lost;
    const startedAt = performance.now();
    try {
      this.#device.pushErrorScope("out-of-memory");
      const input = this.#crop.run(frame, roi, size);
      const croppedAt = performance.now();
      const texture = this.#run(input, domains, size);
      const memory = this.#device.popErrorScope();
      const error = await this.#unlessLost(Promise.all([memory, this.#device.queue.onSubmittedWorkDone()]));
      if (error[0] !== null) {
        this.#output.release(texture);
        throw new Error(`out of memory: ${error[0].message}`);
      }
      return {
        picture: { kind: "texture", texture },
        size,
        roi,
        frameWidth: frame.width,
        frameHeight: frame.height,
        timestamp: frame.timestamp,
        domains,
        timings: { crop: croppedAt - startedAt, run: performance.now() - croppedAt, read: 0 },
        close: once(() => this.#output.release(texture)),
      };
    } catch (cause) {
      throw namedRunError(cause);
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#generator.dispose();
    this.#crop.dispose();
    this.#output.dispose();
    // Unless a translator on another device has taken its place.
    if (tf.findBackend("webgpu") === this.#backend) removeBackend();
  }

  #run(input: GPUBuffer, domains: Float32Array, size: number): GPUTexture {
    const image = tf.tensor<tf.Rank.R4>({ buffer: input, zeroCopy: true }, [1, size, size, 3], "float32");
    const output = this.#generator.run(image, domains);
    // Submits what tfjs has recorded, so that what is submitted next runs after it.
    const data = output.dataToGPU();
    try {
      if (data.buffer === undefined) throw new TranslatorRunError("tfjs left the output on the processor.");
      return this.#output.run(data.buffer, size);
    } finally {
      tf.dispose([image, output, data.tensorRef]);
    }
  }

  /** A lost device may leave promises of its queue pending for ever. */
  async #unlessLost<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      work.then(resolve, reject);
      if (this.#lost !== null) reject(this.#lost);
    });
  }
}

/** tfjs throws when asked to remove what is not there. */
function removeBackend(): void {
  if (tf.findBackendFactory("webgpu") !== null) tf.removeBackend("webgpu");
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
