import { TranslatorUnavailableError } from "./errors";
import type { Gpu } from "./gpu";
import { climb, type ClimbOptions, type CreatedTranslator, type Rung } from "./ladder";
import type { LensModel } from "./model";

export interface CreateTranslatorOptions extends ClimbOptions {
  readonly model: LensModel;
  /** The app's device from `requestGpu`; null where there is none. */
  readonly gpu: Gpu | null;
}

/**
 * The best translator that works here: WebGPU, WebGL on a real GPU, wasm. Each is tested before it is taken.
 * Call it again after a lost device, with a new one.
 * @throws {TranslatorUnavailableError} if none works, or not the one in `only`.
 */
export async function createTranslator({
  model,
  gpu,
  ...options
}: CreateTranslatorOptions): Promise<CreatedTranslator> {
  return climb([webgpuRung(model, gpu), workerRung("webgl", model), workerRung("wasm", model)], options);
}

function webgpuRung(model: LensModel, gpu: Gpu | null): Rung {
  return {
    kind: "webgpu",
    async open(forced) {
      if (gpu === null) throw new TranslatorUnavailableError("There is no WebGPU here.");
      if (gpu.software && !forced) {
        const { description, architecture } = gpu.adapterInfo;
        throw new TranslatorUnavailableError(
          `WebGPU runs on the processor (${description || architecture}), where wasm is faster.`,
        );
      }
      const { WebGpuTranslator } = await import("./webgpu/translator");
      return WebGpuTranslator.open(gpu, model);
    },
  };
}

function workerRung(kind: "webgl" | "wasm", model: LensModel): Rung {
  return {
    kind,
    async open(forced) {
      const { TfjsWorkerTranslator } = await import("./tfjs");
      return TfjsWorkerTranslator.open(kind, model, { allowSoftware: forced });
    },
  };
}
