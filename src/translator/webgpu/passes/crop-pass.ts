import cropShader from "../../../../shaders/crop.wgsl?raw";
import externalShader from "../../../../shaders/crop-external.wgsl?raw";
import textureShader from "../../../../shaders/crop-texture.wgsl?raw";
import type { Frame } from "../../../capture/types";
import type { Square } from "../../../segmentation/types";
import type { FrameUpload } from "./frame-upload";
import type { Storage } from "../engine";
import { storageShaders } from "./storage";
import { visiblePart } from "./visible";

/** Where the crop goes: an input of the engine. */
export interface CropTarget {
  readonly input: GPUBufferBinding;
  readonly storage: Storage;
  /** Side, pixels. */
  readonly size: number;
  /** Videos are read where they lie; otherwise they are uploaded like other pictures. */
  readonly external: boolean;
}

/** Cuts squares out of frames into one input of the engine. */
export class CropPass {
  readonly #device: GPUDevice;
  readonly #upload: FrameUpload;
  readonly #target: CropTarget;
  readonly #fromTexture: GPUComputePipeline;
  readonly #fromVideo: GPUComputePipeline;
  readonly #uniforms: GPUBuffer;
  readonly #sampler: GPUSampler;
  readonly #values = new ArrayBuffer(24);
  readonly #floats = new Float32Array(this.#values);
  #bound: { readonly texture: GPUTexture; readonly bindings: GPUBindGroup } | null = null;

  private constructor(
    device: GPUDevice,
    upload: FrameUpload,
    target: CropTarget,
    pipelines: readonly [GPUComputePipeline, GPUComputePipeline],
  ) {
    this.#device = device;
    this.#upload = upload;
    this.#target = target;
    [this.#fromTexture, this.#fromVideo] = pipelines;
    this.#uniforms = device.createBuffer({ size: 24, usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST });
    this.#sampler = device.createSampler({ magFilter: "linear", minFilter: "linear" });
    new Uint32Array(this.#values)[3] = target.size;
  }

  /** @param upload Shared by the passes of a translator. */
  static async create(device: GPUDevice, upload: FrameUpload, target: CropTarget): Promise<CropPass> {
    const compile = async (label: string, source: string): Promise<GPUComputePipeline> => {
      const code = [storageShaders[target.storage], source, cropShader].join("\n");
      const module = device.createShaderModule({ label, code });
      return device.createComputePipelineAsync({ label, layout: "auto", compute: { module } });
    };
    const pipelines = await Promise.all([
      compile("crop from texture", textureShader),
      compile("crop from video", externalShader),
    ]);
    return new CropPass(device, upload, target, pipelines);
  }

  /**
   * Records the crop. A video is read where it lies: the encoder must be submitted in the same task.
   * @throws {FrameGoneError} if the picture was closed.
   */
  record(pass: GPUComputePassEncoder, frame: Frame, roi: Square): void {
    const video = this.#import(frame);
    if (video === null) {
      const part = visiblePart(roi, frame.width, frame.height);
      const texture = this.#upload.copy(frame, part);
      this.#writeUniforms(part.originX, part.originY, roi.size, part.width, part.height);
      pass.setPipeline(this.#fromTexture);
      pass.setBindGroup(0, this.#bindingsOf(texture));
    } else {
      this.#writeUniforms(roi.cx - roi.size / 2, roi.cy - roi.size / 2, roi.size, frame.width, frame.height);
      pass.setPipeline(this.#fromVideo);
      pass.setBindGroup(0, this.#bind(this.#fromVideo, video));
    }
    const groups = Math.ceil(this.#target.size / 8);
    pass.dispatchWorkgroups(groups, groups);
  }

  dispose(): void {
    this.#uniforms.destroy();
  }

  /** A video's picture without a copy; null for other pictures, and where the browser cannot give it so. */
  #import({ picture }: Frame): GPUExternalTexture | null {
    if (!this.#target.external || !isVideo(picture)) return null;
    // Typed as always there; some browsers with WebGPU lack it, or refuse the pictures of some decoders.
    const device: Partial<GPUDevice> = this.#device;
    if (device.importExternalTexture === undefined) return null;
    try {
      return this.#device.importExternalTexture({ source: picture });
    } catch {
      return null;
    }
  }

  #writeUniforms(left: number, top: number, side: number, width: number, height: number): void {
    const floats = this.#floats;
    floats[0] = left;
    floats[1] = top;
    floats[2] = side / this.#target.size;
    floats[4] = width;
    floats[5] = height;
    this.#device.queue.writeBuffer(this.#uniforms, 0, this.#values);
  }

  #bindingsOf(texture: GPUTexture): GPUBindGroup {
    if (this.#bound?.texture !== texture) {
      this.#bound = { texture, bindings: this.#bind(this.#fromTexture, texture.createView()) };
    }
    return this.#bound.bindings;
  }

  #bind(pipeline: GPUComputePipeline, picture: GPUTextureView | GPUExternalTexture): GPUBindGroup {
    return this.#device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer: this.#uniforms } },
        { binding: 1, resource: this.#sampler },
        { binding: 2, resource: this.#target.input },
        { binding: 3, resource: picture },
      ],
    });
  }
}

/** Both classes are missing somewhere: the first in old browsers, the second in workers. */
function isVideo(picture: Frame["picture"]): picture is VideoFrame | HTMLVideoElement {
  if (typeof VideoFrame !== "undefined" && picture instanceof VideoFrame) return true;
  return typeof HTMLVideoElement !== "undefined" && picture instanceof HTMLVideoElement;
}
