import { existsSync } from "node:fs";
import { create, globals } from "webgpu";

/** Vulkan drivers that run on the processor: Chromium's, which compiles faster, unless another is asked for. */
const DRIVERS = [process.env["VK_DRIVER_FILES"], "/usr/lib/chromium/vk_swiftshader_icd.json"];

/** Kept: what belongs to a collected instance dies with it. */
let gpu: GPU | undefined;

/** A device on whatever Vulkan driver there is. @throws Error where there is none. */
export async function requestDevice(): Promise<GPUDevice> {
  const driver = DRIVERS.find((path) => path !== undefined && existsSync(path));
  if (driver !== undefined) process.env["VK_DRIVER_FILES"] = driver;
  Object.assign(globalThis, globals);
  // Without the zeroing of workgroup memory, on which no kernel relies, SwiftShader compiles four times as fast.
  gpu ??= create(["enable-dawn-features=disable_workgroup_init"]);
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error("There is no WebGPU adapter, not even one on the processor. Install Chromium.");
  const wanted: GPUFeatureName[] = ["shader-f16", "timestamp-query"];
  return adapter.requestDevice({ requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)) });
}
