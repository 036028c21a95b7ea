import { describe, expect, test } from "vitest";

import { GraphBuilder } from "../../../../../../src/net/builder";
import { seededRandom } from "../../../../../../src/translator/selftest/tiny";
import type { Arithmetic, Storage } from "../../../../../../src/translator/webgpu/engine";
import { compileStep } from "../../../../../../src/translator/webgpu/engine/compile";
import { shaderOf } from "../../../../../../src/translator/webgpu/engine/kernels/shaders";
import { lower } from "../../../../../../src/translator/webgpu/engine/plan/lower";
import type { Step } from "../../../../../../src/translator/webgpu/engine/plan/steps";
import { randomWeights } from "../reference";

/** Names that WGSL declares with a keyword, in order. */
function declared(code: string, keyword: string): readonly string[] {
  return [...code.matchAll(new RegExp(String.raw`^${keyword} (\w+)`, "gm"))].map(([, name = ""]) => name);
}

/** A function of each part; others come and go. */
const LANDMARKS = [
  "to_operand",
  "pack",
  "activate",
  "collect",
  "resolve",
  "source_at",
  "affine_at",
  "cache_affines",
  "main",
];

function landmarks(code: string): readonly string[] {
  return declared(code, "fn").filter((name) => LANDMARKS.includes(name));
}

describe("the parts of a shader, in the order in which they build on each other", () => {
  test("a convolution in half floats", () => {
    const code = shaderOf("conv", "f16", "half");
    expect(code.startsWith("enable f16;")).toBe(true);
    expect(declared(code, "alias")).toMatchInlineSnapshot(`
      [
        "Operand",
        "Weight",
        "Sum",
        "Stored",
      ]
    `);
    expect(landmarks(code)).toMatchInlineSnapshot(`
      [
        "to_operand",
        "pack",
        "activate",
        "collect",
        "resolve",
        "source_at",
        "affine_at",
        "cache_affines",
        "main",
      ]
    `);
  });

  test("other kernels know no arithmetic", () => {
    expect(shaderOf("pool", "f16", "half")).toBe(shaderOf("pool", "f32", "half"));
    expect(landmarks(shaderOf("pool", "f32", "float"))).toMatchInlineSnapshot(`
      [
        "pack",
        "activate",
        "collect",
        "resolve",
        "source_at",
        "affine_at",
        "main",
      ]
    `);
  });
});

/** A graph that needs every kernel. */
function everyKernel(): readonly [Step, ReturnType<typeof lower>][] {
  const b = new GraphBuilder("test");
  const x = b.input("image", [6, 6, 3]);
  const vector = b.input("vector", [3]);
  const conv = b.conv2d(x, "conv", { channels: 4, kernel: 3 });
  const norm = b.layerInstanceNorm(conv, "layer", 0.5);
  const outputs = {
    norm: b.activation(norm, "relu", "relu"),
    depthwise: b.depthwiseConv2d(x, "depthwise", { kernel: 3 }),
    dense: b.dense(vector, "dense", 2),
    pool: b.pool(x, "pool", "max"),
    global: b.globalPool(x, "global"),
    bilinear: b.upsample(x, "bilinear", "bilinear"),
    concat: b.concat([x, conv], "concat"),
    reshape: b.reshape(x, "reshape", [36 * 3]),
    sum: b.channelSum(x, "sum"),
    softmax: b.softmax(x, "softmax"),
  };
  const graph = b.build(outputs);
  const lowered = lower(graph, randomWeights(graph, seededRandom(1)));
  return lowered.steps.map((step) => [step, lowered]);
}

test("the sample graph has every kernel", () => {
  const kernels = new Set(everyKernel().map(([{ kernel }]) => kernel));
  expect([...kernels].sort()).toMatchInlineSnapshot(`
    [
      "bilinear",
      "channel-sum",
      "concat",
      "conv",
      "dense",
      "depthwise",
      "global-pool",
      "layer-norm-rows",
      "pointwise",
      "pool",
      "reshape",
      "softmax",
    ]
  `);
});

test.each<[Arithmetic, Storage]>([
  ["f32", "float"],
  ["f16", "half"],
  ["int8", "half"],
])("%s: shaders declare every constant that programs set, each name once", (arithmetic, storage) => {
  const limits = { workgroupBytes: 16_384, threads: 256 };
  for (const [step, lowered] of everyKernel()) {
    const compiled = compileStep(step, lowered, {
      arithmetic,
      storage,
      batch: 1,
      limits,
      floats: "f32",
      tiles: new Map(),
    });
    const code = shaderOf(step.kernel, arithmetic, storage);
    const overrides = declared(code, "override");
    const names = [...overrides, ...["fn", "alias", "const", "struct"].flatMap((keyword) => declared(code, keyword))];
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    expect(Object.keys(compiled.program(null).constants).filter((name) => !overrides.includes(name))).toEqual([]);
  }
});
