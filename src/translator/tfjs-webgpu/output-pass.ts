import outputShader from "../../../shaders/output-to-texture.wgsl?raw";

/** Free textures kept for the next patches: those of two dishes that cross-fade, and one being written. */
const MOST_FREE = 6;

/** Writes the generator's output into textures that are handed out and come back. */
export class OutputPass {
  readonly #device: GPUDevice;
  readonly #pipeline: GPUComputePipeline;
  #free: GPUTexture[] = [];
  #disposed = false;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#pipeline = device.createComputePipeline({
      label: "output to texture",
      layout: "auto",
      compute: { module: device.createShaderModule({ label: "output-to-texture.wgsl", code: outputShader }) },
    });
  }

  /** @param output `size * size * 3` floats in [-1, 1]. @returns A texture to be given back with `release`. */
  run(output: GPUBuffer, size: number): GPUTexture {
    const texture = this.#take(size);
    const bindings = this.#device.createBindGroup({
      layout: this.#pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer: output } },
        { binding: 1, resource: texture.createView() },
      ],
    });
    const encoder = this.#device.createCommandEncoder({ label: "output to texture" });
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, bindings);
    pass.dispatchWorkgroups(Math.ceil(size / 8), Math.ceil(size / 8));
    pass.end();
    this.#device.queue.submit([encoder.finish()]);
    return texture;
  }

  release(texture: GPUTexture): void {
    if (this.#disposed || this.#free.length >= MOST_FREE) texture.destroy();
    else this.#free.push(texture);
  }

  dispose(): void {
    this.#disposed = true;
    for (const texture of this.#free) texture.destroy();
    this.#free = [];
  }

  #take(size: number): GPUTexture {
    const fitting = this.#free.findIndex((texture) => texture.width === size);
    if (fitting >= 0) return this.#free.splice(fitting, 1)[0] ?? this.#create(size);
    // The size has changed: the others will not be asked for again soon.
    for (const texture of this.#free) texture.destroy();
    this.#free = [];
    return this.#create(size);
  }

  #create(size: number): GPUTexture {
    return this.#device.createTexture({
      label: "patch",
      size: [size, size],
      format: "rgba8unorm",
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_SRC,
    });
  }
}
