import { dequantizeWeights } from "../../net/quantize";
import { TranslatorRunError, namedRunError } from "../errors";
import type { Gpu } from "../gpu";
import type { LensModel } from "../model";
import type { EngineChoices, Patch, TranslationRequest, Translator } from "../types";
import { BackgroundTuning, type BackgroundTuningOptions } from "./background-tuning";
import { DeviceFit } from "./device-fit";
import { DeviceWatch } from "./device-watch";
import type { FrameRunner } from "./frame-runner";
import { Runners } from "./runners";
import { whenIdle } from "./tuner/idle";
import { TuningStore } from "./tuner/store";
import { Turns } from "./turns";

export interface WebGpuTranslatorOptions {
  /** Where tuned tiles are remembered. Default: IndexedDB. */
  readonly store?: TuningStore;
  /** Resolves when there is time for tuning. Default: as the page's scheduler says. */
  readonly idle?: () => Promise<void>;
}

/** The generator on our own engine, on the app's GPU device: the picture never leaves the GPU. */
export class WebGpuTranslator implements Translator {
  readonly kind = "webgpu";
  readonly label: string;
  readonly domains: readonly string[];
  readonly #device: GPUDevice;
  readonly #watch: DeviceWatch;
  readonly #turns = new Turns();
  readonly #runners: Runners;
  readonly #tuning: BackgroundTuning;
  #disposed = false;

  private constructor(
    gpu: Gpu,
    model: LensModel,
    { fit, watch, idle, arithmetic }: Pick<BackgroundTuningOptions, "fit" | "watch" | "idle" | "arithmetic">,
  ) {
    const { device, adapterInfo } = gpu;
    this.domains = model.domains;
    const name = adapterInfo.description || [adapterInfo.vendor, adapterInfo.architecture].join(" ").trim();
    this.label = name === "" ? "WebGPU" : `WebGPU, ${name}`;
    this.#device = device;
    this.#watch = watch;
    const turns = this.#turns;
    const runners = new Runners(gpu, fit, turns);
    this.#runners = runners;
    this.#tuning = new BackgroundTuning({ device, watch, fit, runners, turns, idle, arithmetic });
  }

  /**
   * Tests the engine on the model's stored check.
   * @throws {TranslatorUnavailableError} if no arithmetic gives the right picture.
   * @throws {DeviceLostError | OutOfMemoryError} if the test could not be made.
   */
  static async open(
    gpu: Gpu,
    model: LensModel,
    { store = new TuningStore(), idle = whenIdle }: WebGpuTranslatorOptions = {},
  ): Promise<WebGpuTranslator> {
    const watch = new DeviceWatch(gpu.device);
    const fit = new DeviceFit(gpu, { model, weights: dequantizeWeights(model.tensors) }, store);
    const arithmetic = await watch.unlessLost(fit.firstTrusted());
    return new WebGpuTranslator(gpu, model, { fit, watch, idle, arithmetic });
  }

  get choices(): EngineChoices {
    return this.#tuning;
  }

  /**
   * The patch's picture is a texture of the same device, `rgba8unorm`, usable for sampling and copying.
   * @throws {DeviceLostError} if the device is gone: create a translator on another.
   * @throws {OutOfMemoryError} if the size is too large for the device.
   * @throws {FrameGoneError} if the frame's picture was closed.
   * @throws {TranslatorRunError} if size or domains do not fit the model, or the run failed.
   */
  async translate(request: TranslationRequest): Promise<Patch> {
    if (this.#disposed) throw new TranslatorRunError("The translator was disposed. Create another.");
    const { length } = request.domains;
    if (length !== this.domains.length) {
      throw new TranslatorRunError(`The model has ${this.domains.length} domains, but ${length} weights were given.`);
    }
    try {
      this.#watch.check();
      return await this.#watch.unlessLost(this.#turns.take(() => this.#run(request)));
    } catch (cause) {
      throw namedRunError(cause);
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#tuning.dispose();
    this.#runners.dispose();
  }

  async #run({ frame, roi, domains, size }: TranslationRequest): Promise<Patch> {
    const { runner, fit } = await this.#runners.get(size);
    if (this.#disposed) throw new TranslatorRunError("The translator was disposed. Create another.");
    // Making an engine is no part of a frame's time, from which the size follows.
    const startedAt = performance.now();
    const { texture, memory } = this.#submit(runner, frame, roi, domains);
    const submittedAt = performance.now();
    const [error] = await Promise.all([memory, this.#device.queue.onSubmittedWorkDone()]);
    if (error !== null) {
      runner.release(texture);
      throw new Error(`out of memory: ${error.message}`);
    }
    this.#tuning.ran(size, fit);
    return {
      picture: { kind: "texture", texture },
      size,
      roi,
      frameWidth: frame.width,
      frameHeight: frame.height,
      timestamp: frame.timestamp,
      view: frame.view,
      domains,
      timings: { crop: submittedAt - startedAt, run: performance.now() - submittedAt, read: 0 },
      close: once(() => runner.release(texture)),
    };
  }

  /** Scopes are opened and closed in one go: others of the device may not come between. */
  #submit(runner: FrameRunner, ...work: Parameters<FrameRunner["submit"]>) {
    this.#device.pushErrorScope("out-of-memory");
    try {
      return { texture: runner.submit(...work), memory: this.#device.popErrorScope() };
    } catch (error) {
      void this.#device.popErrorScope().catch(() => null);
      throw error;
    }
  }
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
