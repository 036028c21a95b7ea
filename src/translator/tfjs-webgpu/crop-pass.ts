import cropShader from "../../../shaders/crop-to-input.wgsl?raw";
import type { Frame } from "../../capture/types";
import type { Square } from "../../segmentation/types";
import { visiblePart } from "./visible";

/** Uploads the visible part of a square and resizes it on the GPU into a buffer that is kept and written again. */
export class CropPass {
  readonly #device: GPUDevice;
  readonly #pipeline: GPUComputePipeline;
  readonly #uniforms: GPUBuffer;
  readonly #sampler: GPUSampler;
  readonly #values = new ArrayBuffer(24);
  #picture: GPUTexture | null = null;
  #input: GPUBuffer | null = null;
  #bindings: GPUBindGroup | null = null;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#pipeline = device.createComputePipeline({
      label: "crop to input",
      layout: "auto",
      compute: { module: device.createShaderModule({ label: "crop-to-input.wgsl", code: cropShader }) },
    });
    this.#uniforms = device.createBuffer({ size: 24, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    this.#sampler = device.createSampler({ magFilter: "linear", minFilter: "linear" });
  }

  /** @returns Buffer with `size * size * 3` floats in [-1, 1], valid until the next call. */
  run(frame: Frame, roi: Square, size: number): GPUBuffer {
    const part = visiblePart(roi, frame.width, frame.height);
    const picture = this.#pictureFor(part.width, part.height);
    this.#device.queue.copyExternalImageToTexture(
      { source: frame.picture, origin: [part.left, part.top] },
      { texture: picture },
      [part.width, part.height],
    );
    const floats = new Float32Array(this.#values);
    floats.set([part.originX, part.originY, roi.size / size]);
    new Uint32Array(this.#values)[3] = size;
    floats.set([part.width, part.height], 4);
    this.#device.queue.writeBuffer(this.#uniforms, 0, this.#values);

    const input = this.#inputFor(size);
    this.#bindings ??= this.#device.createBindGroup({
      layout: this.#pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer: this.#uniforms } },
        { binding: 1, resource: picture.createView() },
        { binding: 2, resource: this.#sampler },
        { binding: 3, resource: { buffer: input } },
      ],
    });
    const encoder = this.#device.createCommandEncoder({ label: "crop to input" });
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, this.#bindings);
    pass.dispatchWorkgroups(Math.ceil(size / 8), Math.ceil(size / 8));
    pass.end();
    this.#device.queue.submit([encoder.finish()]);
    return input;
  }

  dispose(): void {
    this.#picture?.destroy();
    this.#input?.destroy();
    this.#uniforms.destroy();
  }

  /** A texture that holds the part; it only grows, so that a dish that moves does not make a new one each frame. */
  #pictureFor(width: number, height: number): GPUTexture {
    const old = this.#picture;
    if (old !== null && old.width >= width && old.height >= height) return old;
    old?.destroy();
    this.#bindings = null;
    this.#picture = this.#device.createTexture({
      label: "part of the frame",
      size: [Math.max(width, old?.width ?? 0), Math.max(height, old?.height ?? 0)],
      format: "rgba8unorm",
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT,
    });
    return this.#picture;
  }

  #inputFor(size: number): GPUBuffer {
    const bytes = size * size * 3 * Float32Array.BYTES_PER_ELEMENT;
    if (this.#input?.size === bytes) return this.#input;
    this.#input?.destroy();
    this.#bindings = null;
    this.#input = this.#device.createBuffer({
      label: "generator input",
      size: bytes,
      // COPY_SRC: tfjs asks it of every buffer that it takes over.
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
    });
    return this.#input;
  }
}
