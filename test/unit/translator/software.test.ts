import { expect, test } from "vitest";

import { isSoftwareAdapter, isSoftwareRenderer } from "../../../src/translator/software";

test.each([
  "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)",
  "llvmpipe (LLVM 15.0.6, 256 bits)",
  "Microsoft Basic Render Driver",
  "softpipe",
  "Apple Software Renderer",
])("%s draws on the processor", (name) => {
  expect(isSoftwareRenderer(name)).toBe(true);
});

test.each([
  "ANGLE (NVIDIA, NVIDIA GeForce RTX 4060 Direct3D11 vs_5_0 ps_5_0)",
  "ANGLE (Apple, ANGLE Metal Renderer: Apple M2, Unspecified Version)",
  "Adreno (TM) 630",
  "Mali-G78",
])("%s is a GPU", (name) => {
  expect(isSoftwareRenderer(name)).toBe(false);
});

test("any field of a WebGPU adapter may tell", () => {
  expect(isSoftwareAdapter({ vendor: "google", architecture: "swiftshader", device: "", description: "" })).toBe(true);
  expect(isSoftwareAdapter({ vendor: "mesa", architecture: "", device: "", description: "llvmpipe (LLVM 19)" })).toBe(
    true,
  );
  expect(isSoftwareAdapter({ vendor: "microsoft", isFallbackAdapter: true })).toBe(true);
  expect(isSoftwareAdapter({ vendor: "apple", architecture: "metal-3", device: "", description: "" })).toBe(false);
});
