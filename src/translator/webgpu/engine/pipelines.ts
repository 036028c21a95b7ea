import type { Step } from "./plan/steps";
import type { Program } from "./kernels/program";
import { shaderOf } from "./kernels/shaders";
import type { Arithmetic, Storage } from "./types";

/** Compiles kernels, each once; the compiler works in the background. */
export class Pipelines {
  readonly #device: GPUDevice;
  readonly #storage: Storage;
  readonly #layout: GPUPipelineLayout;
  readonly #modules = new Map<string, GPUShaderModule>();
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  readonly bindGroupLayout: GPUBindGroupLayout;

  constructor(device: GPUDevice, storage: Storage) {
    this.#device = device;
    this.#storage = storage;
    const types = [
      "uniform",
      "read-only-storage",
      "storage",
      "read-only-storage",
      "read-only-storage",
      "storage",
      "read-only-storage",
      "storage",
    ] as const;
    this.bindGroupLayout = device.createBindGroupLayout({
      label: "engine",
      entries: types.map((type, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } })),
    });
    this.#layout = device.createPipelineLayout({ bindGroupLayouts: [this.bindGroupLayout] });
  }

  get(kernel: Step["kernel"], arithmetic: Arithmetic, { constants }: Program): Promise<GPUComputePipeline> {
    const key = `${kernel} ${arithmetic} ${JSON.stringify(constants)}`;
    const known = this.#pipelines.get(key);
    if (known !== undefined) return known;
    const pipeline = this.#device.createComputePipelineAsync({
      label: `engine: ${kernel}`,
      layout: this.#layout,
      compute: { module: this.#module(kernel, arithmetic), entryPoint: "main", constants },
    });
    this.#pipelines.set(key, pipeline);
    return pipeline;
  }

  #module(kernel: Step["kernel"], arithmetic: Arithmetic): GPUShaderModule {
    const key = `${kernel} ${arithmetic}`;
    const known = this.#modules.get(key);
    if (known !== undefined) return known;
    const code = shaderOf(kernel, arithmetic, this.#storage);
    const module = this.#device.createShaderModule({ label: `engine: ${key}`, code });
    this.#modules.set(key, module);
    return module;
  }
}
