import type { Gpu } from "../../../src/translator";
import { isSoftwareAdapter } from "../../../src/translator/software";

/** Used by one arm or another where the adapter has them. */
const FEATURES: readonly GPUFeatureName[] = ["shader-f16", "subgroups", "timestamp-query"];

const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupSizeZ",
  "maxComputeWorkgroupsPerDimension",
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** Preferences that may lead to different adapters. */
const PREFERENCES: readonly GPURequestAdapterOptions[] = [
  { powerPreference: "high-performance" },
  { powerPreference: "low-power" },
  {},
];

/** A device on each GPU that is found; on software ones only where there is no other. */
export async function* openDevices(gpu: GPU): AsyncGenerator<Gpu> {
  const adapters: GPUAdapter[] = [];
  for (const preference of PREFERENCES) {
    const adapter = await gpu.requestAdapter(preference);
    const isNew = (other: GPUAdapter): boolean => other.info.description !== adapter?.info.description;
    if (adapter !== null && adapters.every(isNew)) adapters.push(adapter);
  }
  const software: Gpu[] = [];
  let found = false;
  for (const adapter of adapters) {
    const opened = await openDevice(adapter);
    if (opened.software) {
      software.push(opened);
      continue;
    }
    found = true;
    yield opened;
    opened.device.destroy();
  }
  for (const opened of software) {
    if (!found) yield opened;
    opened.device.destroy();
  }
}

/** A device with all that any library may want of the adapter: one for all arms, so that none has a better one. */
async function openDevice(adapter: GPUAdapter): Promise<Gpu> {
  const device = await adapter.requestDevice({
    requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])),
  });
  return { device, adapterInfo: adapter.info, software: isSoftwareAdapter(adapter.info) };
}
