import { FrameGoneError } from "../../../capture";
import type { Frame } from "../../../capture/types";
import type { VisiblePart } from "./visible";

/** Copies a part of a frame's picture into a texture that is kept and written again. */
export class FrameUpload {
  readonly #device: GPUDevice;
  #texture: GPUTexture | null = null;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /**
   * @returns A texture with the part in its upper left corner, valid until the next call.
   * @throws {FrameGoneError} if the picture was closed.
   */
  copy({ picture }: Frame, { left, top, width, height }: VisiblePart): GPUTexture {
    const texture = this.#textureFor(width, height);
    try {
      this.#device.queue.copyExternalImageToTexture({ source: picture, origin: [left, top] }, { texture }, [
        width,
        height,
      ]);
    } catch (cause) {
      throw new FrameGoneError("The frame's picture is gone. Take the source's newest frame.", { cause });
    }
    return texture;
  }

  dispose(): void {
    this.#texture?.destroy();
  }

  /** It only grows, so that a dish that moves does not make a new one each frame. */
  #textureFor(width: number, height: number): GPUTexture {
    const old = this.#texture;
    if (old !== null && old.width >= width && old.height >= height) return old;
    old?.destroy();
    this.#texture = this.#device.createTexture({
      label: "part of the frame",
      size: [Math.max(width, old?.width ?? 0), Math.max(height, old?.height ?? 0)],
      format: "rgba8unorm",
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT,
    });
    return this.#texture;
  }
}
