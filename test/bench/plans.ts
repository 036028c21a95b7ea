import type { Gpu } from "../../src/translator";
import { type ArmPlan, FULL_PRECISION, HALF_PRECISION } from "./arms/arm";
import { OrtWebGpuArm } from "./arms/ort-webgpu";
import { TfjsWebGpuArm } from "./arms/tfjs-webgpu";

/** Everything that runs on a GPU device. */
export function gpuArms(gpu: Gpu): ArmPlan[] {
  return [
    {
      id: "ort-webgpu-f16",
      label: "onnxruntime-web, WebGPU, f16",
      remark: "input and output bound to buffers",
      ours: false,
      least: HALF_PRECISION,
      create() {
        if (!gpu.device.features.has("shader-f16")) throw new TypeError("The adapter has no shader-f16.");
        return Promise.resolve(new OrtWebGpuArm(gpu.device, "float16"));
      },
    },
    {
      id: "ort-webgpu-f32",
      label: "onnxruntime-web, WebGPU, f32",
      remark: "input and output bound to buffers",
      ours: false,
      least: FULL_PRECISION,
      create: () => Promise.resolve(new OrtWebGpuArm(gpu.device, "float32")),
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
