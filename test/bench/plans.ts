import type { Gpu } from "../../src/translator";
import type { Arithmetic } from "../../src/translator/webgpu/engine";
import { type ArmPlan, FULL_PRECISION, HALF_PRECISION, INT8_PRECISION, type LeastDecibels } from "./arms/arm";
import { EngineArm } from "./arms/engine";
import { OrtWebGpuArm } from "./arms/ort-webgpu";
import { TfjsWebGpuArm } from "./arms/tfjs-webgpu";

/** Everything that runs on a GPU device. */
export function gpuArms(gpu: Gpu, languageFeatures: ReadonlySet<string>): ArmPlan[] {
  const { device } = gpu;
  const hasHalf = device.features.has("shader-f16");
  return [
    engineArm(gpu, "f16", HALF_PRECISION, hasHalf ? null : NO_HALF),
    engineArm(gpu, "int8", INT8_PRECISION, languageFeatures.has(PACKED) ? null : `WGSL has no ${PACKED} here.`),
    engineArm(gpu, "f32", FULL_PRECISION, null),
    {
      id: "ort-webgpu-f16",
      label: "onnxruntime-web, WebGPU, f16",
      remark: "input and output bound to buffers",
      ours: false,
      least: HALF_PRECISION,
      create() {
        if (!hasHalf) throw new TypeError(NO_HALF);
        return Promise.resolve(new OrtWebGpuArm(device, "float16"));
      },
    },
    {
      id: "ort-webgpu-f32",
      label: "onnxruntime-web, WebGPU, f32",
      remark: "input and output bound to buffers",
      ours: false,
      least: FULL_PRECISION,
      create: () => Promise.resolve(new OrtWebGpuArm(device, "float32")),
    },
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

const NO_HALF = "The adapter has no shader-f16.";
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
