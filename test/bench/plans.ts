import type { Gpu } from "../../src/translator";
import type { Arithmetic } from "../../src/translator/webgpu/engine";
import { type ArmPlan, FULL_PRECISION, HALF_PRECISION, INT8_PRECISION, type LeastDecibels } from "./arms/arm";
import { EngineArm } from "./arms/engine";
import { OrtWebGpuArm } from "./arms/ort-webgpu";
import { TfjsWebGpuArm } from "./arms/tfjs-webgpu";

/** Everything that runs on a GPU device. */
export function gpuArms(gpu: Gpu, languageFeatures: ReadonlySet<string>): ArmPlan[] {
  const { device } = gpu;
  return [
    engineArm(gpu, "f16", HALF_PRECISION, lacksHalf(device)),
    engineArm(gpu, "int8", INT8_PRECISION, languageFeatures.has(PACKED) ? null : `WGSL has no ${PACKED} here.`),
    engineArm(gpu, "f32", FULL_PRECISION, null),
    ortArm(device, "f16", false),
    ortArm(device, "f16", true),
    ortArm(device, "f32", false),
    ortArm(device, "f32", true),
    {
      id: "tfjs-webgpu",
      label: "tfjs, WebGPU, f32",
      remark: "the graph's operations one by one",
      ours: false,
      least: FULL_PRECISION,
      create: () => Promise.resolve(new TfjsWebGpuArm(gpu)),
    },
  ];
}

const PACKED = "packed_4x8_integer_dot_product";

/** @param lack Why it cannot run here, as a sentence, or null. */
function engineArm(gpu: Gpu, arithmetic: Arithmetic, least: LeastDecibels, lack: string | null): ArmPlan {
  // Software adapters compile a shader for seconds, and the lens does not use them.
  const tuned = !gpu.software;
  return {
    id: `engine-${arithmetic}`,
    label: `Mealshift's engine, ${arithmetic}`,
    remark: tuned ? "tiles tuned for 2 s at most, as in the lens" : "default tiles",
    ours: true,
    least,
    create() {
      if (lack !== null) throw new TypeError(lack);
      return Promise.resolve(new EngineArm(gpu.device, arithmetic, tuned));
    },
  };
}

function ortArm(device: GPUDevice, arithmetic: "f16" | "f32", capture: boolean): ArmPlan {
  const half = arithmetic === "f16";
  return {
    id: `ort-webgpu-${arithmetic}${capture ? "-capture" : ""}`,
    label: `onnxruntime-web, WebGPU, ${arithmetic}${capture ? ", replayed" : ""}`,
    remark: `input and output bound to buffers${capture ? ", commands captured once" : ""}`,
    ours: false,
    least: half ? HALF_PRECISION : FULL_PRECISION,
    create() {
      const lack = half ? lacksHalf(device) : null;
      if (lack !== null) throw new TypeError(lack);
      return Promise.resolve(new OrtWebGpuArm(device, half ? "float16" : "float32", capture));
    },
  };
}

function lacksHalf({ features }: GPUDevice): string | null {
  return features.has("shader-f16") ? null : "The adapter has no shader-f16.";
}
