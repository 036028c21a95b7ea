/** Names that drivers which draw on the processor give themselves, in WebGL and WebGPU. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i;

/** True for the name of a renderer that draws on the processor: wasm computes faster than it does. */
export function isSoftwareRenderer(name: string): boolean {
  return SOFTWARE.test(name);
}

/** True when any field of a WebGPU adapter's description names a software renderer. */
export function isSoftwareAdapter(info: Partial<GPUAdapterInfo>): boolean {
  const { vendor = "", architecture = "", device = "", description = "", isFallbackAdapter = false } = info;
  return isFallbackAdapter || isSoftwareRenderer([vendor, architecture, device, description].join(" "));
}
