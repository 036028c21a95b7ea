import { existsSync } from "node:fs";
import { create, globals } from "webgpu";

/** Vulkan drivers that run on the processor: Chromium's, which compiles faster, unless another is asked for. */
const DRIVERS = [process.env["VK_DRIVER_FILES"], "/usr/lib/chromium/vk_swiftshader_icd.json"];

/** Mesa's driver, as scripts/lib/install-llvmpipe.mjs leaves it: the one that knows half floats. */
const LLVMPIPE = process.env["MEALSHIFT_LLVMPIPE"];

/** Kept: what belongs to a collected instance dies with it. */
let gpu: GPU | undefined;

/** A device on whatever Vulkan driver there is. @throws Error where there is none. */
export async function requestDevice(drivers: readonly (string | undefined)[] = DRIVERS): Promise<GPUDevice> {
  const driver = drivers.find((path) => path !== undefined && existsSync(path));
  if (driver !== undefined) process.env["VK_DRIVER_FILES"] = driver;
  Object.assign(globalThis, globals);
  // Without the zeroing of workgroup memory, on which no kernel relies, SwiftShader compiles four times as fast.
  gpu ??= create(["enable-dawn-features=disable_workgroup_init"]);
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error("There is no WebGPU adapter, not even one on the processor. Install Chromium.");
  const wanted: GPUFeatureName[] = ["shader-f16", "timestamp-query"];
  return adapter.requestDevice({ requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)) });
}

/** A device that multiplies half floats, or null where there is none. A process has one driver: for test files of their own. */
export async function requestHalfDevice(): Promise<GPUDevice | null> {
  if (LLVMPIPE === undefined || !existsSync(LLVMPIPE)) return null;
  // Wider vectors take twice as long to compile.
  process.env["LP_NATIVE_VECTOR_WIDTH"] = "128";
  const device = await requestDevice([LLVMPIPE]);
  return device.features.has("shader-f16") ? device : null;
}
