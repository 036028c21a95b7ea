import { existsSync } from "node:fs";

/** Where Chromium's packages put SwiftShader, a Vulkan driver that computes on the processor. */
const SOFTWARE_DRIVERS = [
  "/usr/lib/chromium/vk_swiftshader_icd.json",
  "/usr/lib64/chromium-browser/vk_swiftshader_icd.json",
  "/opt/google/chrome/vk_swiftshader_icd.json",
];

/**
 * Starts WebGPU in Node, on Dawn through the `webgpu` package.
 * @returns Null where it cannot be loaded: there is no build of it for this system.
 */
export async function startDawn(): Promise<GPU | null> {
  const dawn = await import("webgpu").catch(() => null);
  if (dawn === null) return null;
  Object.assign(globalThis, dawn.globals);
  copyFromSharedMemory();
  const gpu = dawn.create([]);
  if ((await gpu.requestAdapter()) !== null) return provided(gpu);
  // Read by the Vulkan loader, each time that it is started.
  const driver = SOFTWARE_DRIVERS.find((file) => existsSync(file));
  if (driver === undefined || process.env["VK_DRIVER_FILES"] !== undefined) return provided(gpu);
  process.env["VK_DRIVER_FILES"] = driver;
  return provided(dawn.create([]));
}

/** Libraries look for it there. Node has no navigator before version 21. */
function provided(gpu: GPU): GPU {
  const navigator: unknown = Reflect.get(globalThis, "navigator");
  if (typeof navigator === "object" && navigator !== null) {
    Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
  } else {
    Object.defineProperty(globalThis, "navigator", { value: { gpu }, configurable: true });
  }
  return gpu;
}

/** Dawn for Node takes no views of shared memory, where onnxruntime's wasm keeps its numbers; browsers take them. */
function copyFromSharedMemory(): void {
  const { writeBuffer } = Object.getOwnPropertyDescriptors(GPUQueue.prototype);
  const original: unknown = writeBuffer.value;
  if (typeof original !== "function") throw new TypeError("Dawn's queue has no writeBuffer.");
  const copied = function (this: GPUQueue, buffer: GPUBuffer, offset: number, data: unknown, ...part: number[]): void {
    Reflect.apply(original, this, [buffer, offset, unshared(data), ...part]);
  };
  Object.defineProperty(GPUQueue.prototype, "writeBuffer", { value: copied, configurable: true, writable: true });
}

function unshared(data: unknown): unknown {
  if (data instanceof SharedArrayBuffer) return new Uint8Array(data).slice().buffer;
  if (data instanceof Uint8Array && data.buffer instanceof SharedArrayBuffer) return data.slice();
  return data;
}
