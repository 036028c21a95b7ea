import { DeviceLostError, requestGpu, type Gpu } from "../translator";

/** The app's one GPU device: asked for when first needed, and again after it was lost. */
export class GpuHolder {
  readonly #listeners = new Set<(error: Error) => void>();
  #asked: Promise<Gpu | null> | null = null;
  #current: Gpu | null = null;

  /** The device, or null where there is no WebGPU. */
  get(): Promise<Gpu | null> {
    this.#asked ??= this.#ask();
    return this.#asked;
  }

  /** Name of the adapter for people, or null while there is no device. */
  get name(): string | null {
    if (this.#current === null) return null;
    const { description, device, vendor, architecture } = this.#current.adapterInfo;
    return description || device || `${vendor} ${architecture}`.trim() || "WebGPU";
  }

  watch(onLost: (error: Error) => void): () => void {
    this.#listeners.add(onLost);
    return () => this.#listeners.delete(onLost);
  }

  async #ask(): Promise<Gpu | null> {
    const gpu = await requestGpu();
    this.#current = gpu;
    if (gpu !== null) void gpu.device.lost.then((info) => this.#onLost(gpu, info));
    return gpu;
  }

  #onLost(gpu: Gpu, info: GPUDeviceLostInfo): void {
    if (this.#current !== gpu) return;
    this.#current = null;
    this.#asked = null;
    const why = info.message || "no reason given";
    const error = new DeviceLostError(`The GPU device was lost: ${why}. Another one is asked for.`);
    for (const listener of this.#listeners) listener(error);
  }
}
