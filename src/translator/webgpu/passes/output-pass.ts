import outputShader from "../../../../shaders/output.wgsl?raw";
import type { Storage } from "../engine";
import { storageShaders } from "./storage";

/** Free textures kept for the next patches: those of two dishes that cross-fade, and one being written. */
const MOST_FREE = 6;

/** What is written: an output of the engine. */
export interface OutputSource {
  readonly output: GPUBufferBinding;
  readonly storage: Storage;
  /** Side, pixels. */
  readonly size: number;
}

/** Writes one output of the engine into textures that are handed out and come back. */
export class OutputPass {
  readonly #device: GPUDevice;
  readonly #source: OutputSource;
  readonly #pipeline: GPUComputePipeline;
  readonly #bindings = new WeakMap<GPUTexture, GPUBindGroup>();
  readonly #free: GPUTexture[] = [];
  #disposed = false;

  private constructor(device: GPUDevice, source: OutputSource, pipeline: GPUComputePipeline) {
    this.#device = device;
    this.#source = source;
    this.#pipeline = pipeline;
  }

  static async create(device: GPUDevice, source: OutputSource): Promise<OutputPass> {
    const label = "output to texture";
    const module = device.createShaderModule({
      label,
      code: [storageShaders[source.storage], outputShader].join("\n"),
    });
    const pipeline = await device.createComputePipelineAsync({ label, layout: "auto", compute: { module } });
    return new OutputPass(device, source, pipeline);
  }

  /** A texture to be written and given back with `release`. */
  take(): GPUTexture {
    return this.#free.pop() ?? this.#create();
  }

  /** @param texture From `take`. */
  record(pass: GPUComputePassEncoder, texture: GPUTexture): void {
    const groups = Math.ceil(this.#source.size / 8);
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#bindingsOf(texture));
    pass.dispatchWorkgroups(groups, groups);
  }

  release(texture: GPUTexture): void {
    if (this.#disposed || this.#free.length >= MOST_FREE) texture.destroy();
    else this.#free.push(texture);
  }

  /** Textures that are out go when they are given back. */
  dispose(): void {
    this.#disposed = true;
    for (const texture of this.#free.splice(0)) texture.destroy();
  }

  #create(): GPUTexture {
    const { size } = this.#source;
    return this.#device.createTexture({
      label: "patch",
      size: [size, size],
      format: "rgba8unorm",
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_SRC,
    });
  }

  #bindingsOf(texture: GPUTexture): GPUBindGroup {
    const known = this.#bindings.get(texture);
    if (known !== undefined) return known;
    const bindings = this.#device.createBindGroup({
      layout: this.#pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: this.#source.output },
        { binding: 1, resource: texture.createView() },
      ],
    });
    this.#bindings.set(texture, bindings);
    return bindings;
  }
}
