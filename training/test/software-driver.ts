import { existsSync } from "node:fs";

const places = [process.env["VK_DRIVER_FILES"], "/usr/lib/chromium/vk_swiftshader_icd.json"];

/** Manifest of a Vulkan driver that runs on the processor, or null where there is none. */
export const softwareDriver = places.find((path) => path !== undefined && existsSync(path)) ?? null;

if (softwareDriver === null) {
  process.stderr.write("skipped: tests of WebGPU (no software Vulkan driver; Debian's chromium brings one)\n");
}
