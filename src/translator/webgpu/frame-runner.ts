import type { Frame } from "../../capture/types";
import type { Square } from "../../segmentation/types";
import type { Gpu } from "../gpu";
import type { DomainWeights } from "../types";
import type { Engine } from "./engine";
import { CropPass } from "./passes/crop-pass";
import type { FrameUpload } from "./passes/frame-upload";
import { OutputPass } from "./passes/output-pass";

/** An engine with its crop and output passes: a square of a frame in, a texture out, in one submission. */
export class FrameRunner {
  readonly engine: Engine;
  readonly #device: GPUDevice;
  readonly #crop: CropPass;
  readonly #output: OutputPass;

  private constructor(device: GPUDevice, engine: Engine, crop: CropPass, output: OutputPass) {
    this.#device = device;
    this.engine = engine;
    this.#crop = crop;
    this.#output = output;
  }

  /** Takes over the engine, whose picture has the side `size`. */
  static async create(
    { device, software }: Pick<Gpu, "device" | "software">,
    upload: FrameUpload,
    engine: Engine,
    size: number,
  ): Promise<FrameRunner> {
    const { storage } = engine;
    // Chromium's GPU process may end where a software adapter reads a video's picture, which would be copied there anyhow.
    const external = !software;
    const [crop, output] = await Promise.all([
      CropPass.create(device, upload, { input: engine.input("image"), storage, size, external }),
      OutputPass.create(device, { output: engine.output("image"), storage, size }),
    ]);
    return new FrameRunner(device, engine, crop, output);
  }

  /**
   * Records and submits a frame. @returns The texture that it will be in, to be given back with `release`.
   * @throws {FrameGoneError} if the frame's picture was closed; nothing is submitted then.
   */
  submit(frame: Frame, roi: Square, domains: DomainWeights): GPUTexture {
    const encoder = this.#device.createCommandEncoder({ label: "translation" });
    const crop = encoder.beginComputePass();
    this.#crop.record(crop, frame, roi);
    crop.end();
    this.engine.setDomains(domains);
    this.engine.encode(encoder);
    const texture = this.#output.take();
    const output = encoder.beginComputePass();
    this.#output.record(output, texture);
    output.end();
    this.#device.queue.submit([encoder.finish()]);
    return texture;
  }

  release(texture: GPUTexture): void {
    this.#output.release(texture);
  }

  /** Textures that are out go when they are released. */
  dispose(): void {
    this.engine.dispose();
    this.#crop.dispose();
    this.#output.dispose();
  }
}
