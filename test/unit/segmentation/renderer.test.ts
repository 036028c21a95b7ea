import { expect, it } from "vitest";
import { isSoftwareRenderer } from "../../../src/segmentation/renderer";

it.each([
  "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)",
  "ANGLE (Mesa, llvmpipe (LLVM 15.0.6 256 bits), OpenGL 4.5)",
  "ANGLE (Microsoft, Microsoft Basic Render Driver (0x0000008C) Direct3D11 vs_5_0 ps_5_0, D3D11)",
  "Apple Software Renderer",
])("%s computes on the processor", (renderer) => {
  expect(isSoftwareRenderer(renderer)).toBe(true);
});

it.each([
  "ANGLE (NVIDIA, NVIDIA H100 (0x00002330) Direct3D11 vs_5_0 ps_5_0, D3D11)",
  "ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)",
  "Adreno (TM) 630",
  "Apple GPU",
])("%s is a GPU", (renderer) => {
  expect(isSoftwareRenderer(renderer)).toBe(false);
});
