import { expect, test } from "vitest";
import type { LensModel } from "../../../../src/translator/model";
import { loadSelfTest } from "../../../../src/translator/selftest/stored";
import { arithmeticsFor } from "../../../../src/translator/webgpu/arithmetics";

const plain: LensModel = loadSelfTest().model;
const activations = { scheme: "symmetric-per-tensor", scales: { "stem.conv": 0.01 } } as const;
const check = { size: 16, inputs: {}, answer: new Float32Array() };
const calibrated: LensModel = { ...plain, activations, check };
const all = { features: new Set(["shader-f16"]), languageFeatures: new Set(["packed_4x8_integer_dot_product"]) };
const none = { features: new Set<string>(), languageFeatures: new Set<string>() };

test("half floats come first, packed bytes second, 32 bits everywhere", () => {
  expect(arithmeticsFor(all, calibrated)).toEqual(["f16", "int8", "f32"]);
  expect(arithmeticsFor({ ...all, features: none.features }, calibrated)).toEqual(["int8", "f32"]);
  expect(arithmeticsFor({ ...all, languageFeatures: none.languageFeatures }, calibrated)).toEqual(["f16", "f32"]);
  expect(arithmeticsFor(none, calibrated)).toEqual(["f32"]);
});

test("packed bytes need a calibrated model, and its check", () => {
  expect(arithmeticsFor(all, plain)).toEqual(["f16", "f32"]);
  expect(arithmeticsFor(all, { ...plain, activations })).toEqual(["f16", "f32"]);
});
