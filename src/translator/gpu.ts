import { isSoftwareAdapter } from "./software";

/** The one GPU device of the app: for the compositor, tfjs and the engine alike. */
export interface Gpu {
  readonly device: GPUDevice;
  readonly adapterInfo: GPUAdapterInfo;
  /** The adapter computes on the processor (SwiftShader, llvmpipe). */
  readonly software: boolean;
}

/** Used where the adapter has them. */
const FEATURES: readonly GPUFeatureName[] = [
  "shader-f16",
  "subgroups",
  "timestamp-query",
  "bgra8unorm-storage",
  "float32-filterable",
];

/** Raised to what the adapter has: the defaults are those of the weakest device. */
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupsPerDimension",
  "maxTextureDimension2D",
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** Asks for a WebGPU device; null where there is none (no WebGPU, no adapter, or a driver that refuses). */
export async function requestGpu(): Promise<Gpu | null> {
  // Typed as always there, but many browsers lack it, and all do on pages without HTTPS.
  const gpu: GPU | undefined = globalThis.navigator?.gpu;
  if (gpu === undefined) return null;
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
    if (adapter === null) return null;
    const device = await adapter.requestDevice({
      requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
      requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])),
    });
    return { device, adapterInfo: adapter.info, software: isSoftwareAdapter(adapter.info) };
  } catch {
    // A blocklisted or crashed driver: the same as none, the ladder goes on without.
    return null;
  }
}
