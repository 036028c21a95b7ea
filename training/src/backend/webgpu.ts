import * as tf from "@tensorflow/tfjs-core";

export const adapterKinds = ["gpu", "software"] as const;
/** `software` takes an adapter that runs on the processor, too: for tests, since every other backend is faster. */
export type AdapterKind = (typeof adapterKinds)[number];

// The name under which tfjs registers its WebGPU kernels.
const BACKEND = "webgpu";

/**
 * Starts tfjs's WebGPU backend on Dawn, through the `webgpu` package.
 * @returns What runs it, for people.
 * @throws Error if there is no adapter, or only a software one that was not asked for.
 */
export async function startWebGpu(kind: AdapterKind): Promise<string> {
  const { create, globals } = await import("webgpu");
  const gpu = create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new Error("no WebGPU adapter");
  const label = adapter.info.description || adapter.info.vendor || "unnamed adapter";
  if (kind === "gpu" && isSoftware(adapter.info)) throw new Error(`${label} is software: other backends are faster`);
  Object.assign(globalThis, globals);
  // Imported before `navigator.gpu` is there: tfjs would register a device of its own, which lacks limits set below.
  const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
  provideNavigatorGpu(gpu);
  const device = await requestDevice(adapter);
  if (tf.findBackend(BACKEND) !== null) tf.removeBackend(BACKEND);
  tf.registerBackend(BACKEND, () => new WebGPUBackend(device, adapter.info));
  return `WebGPU, ${label}`;
}

function isSoftware({ description, architecture, device }: GPUAdapterInfo): boolean {
  return /swiftshader|llvmpipe|software/i.test(`${description} ${architecture} ${device}`);
}

/** tfjs takes its presence as a sign that there is WebGPU. Node has no navigator before version 21. */
function provideNavigatorGpu(gpu: GPU): void {
  const navigator: unknown = Reflect.get(globalThis, "navigator");
  if (navigator === undefined) Object.defineProperty(globalThis, "navigator", { value: { gpu }, configurable: true });
  else Object.defineProperty(navigator, "gpu", { value: gpu, configurable: true });
}

async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const { limits } = adapter;
  const wanted: GPUFeatureName[] = ["timestamp-query"];
  return adapter.requestDevice({
    requiredFeatures: wanted.filter((feature) => adapter.features.has(feature)),
    requiredLimits: {
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      maxBufferSize: limits.maxBufferSize,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
    },
  });
}
