import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { GraphBuilder } from "../../../src/net/builder";
import { SafetensorsError, WeightsError } from "../../../src/net/errors";
import {
  dequantizePerChannel,
  dequantizeWeights,
  quantizationRule,
  quantizePerChannel,
  quantizeWeights,
} from "../../../src/net/quantize";
import { readSafetensors, writeSafetensors } from "../../../src/net/safetensors";
import type { FloatTensor, NamedTensor } from "../../../src/net/tensors";

const kernels = fc
  .record({ rows: fc.integer({ min: 1, max: 20 }), channels: fc.integer({ min: 1, max: 6 }) })
  .chain(({ rows, channels }) =>
    fc
      .array(fc.float({ noNaN: true, min: Math.fround(-1e30), max: Math.fround(1e30) }), {
        minLength: rows * channels,
        maxLength: rows * channels,
      })
      .map((values) => ({ shape: [rows, channels], data: Float32Array.from(values) })),
  );

describe("quantizePerChannel", () => {
  it("puts the largest magnitude of each channel at ±127", () => {
    const { q, scale } = quantizePerChannel(Float32Array.of(1, -4, -0.6, 3, 0.25, 0), [3, 2]);
    expect([...q]).toEqual([127, -127, -76, 95, 32, 0]);
    expect(scale[0]).toBeCloseTo(1 / 127, 8);
    expect(scale[1]).toBeCloseTo(4 / 127, 8);
  });

  it("is within half a step of every value", () => {
    fc.assert(
      fc.property(kernels, ({ data, shape }) => {
        const quantized = quantizePerChannel(data, shape);
        const back = dequantizePerChannel(quantized);
        back.forEach((value, i) => {
          const step = quantized.scale[i % (shape[1] ?? 1)] ?? 0;
          expect(step).toBeGreaterThan(0);
          expect(Math.abs(value - (data[i] ?? 0))).toBeLessThanOrEqual(step * 0.50001);
        });
      }),
    );
  });

  it("gives what it gave when quantised again", () => {
    fc.assert(
      fc.property(kernels, ({ data, shape }) => {
        const once = quantizePerChannel(data, shape);
        expect(quantizePerChannel(dequantizePerChannel(once), shape).q).toEqual(once.q);
      }),
    );
  });

  it("keeps a channel of zeros zero", () => {
    expect(quantizePerChannel(new Float32Array(4), [2, 2])).toEqual({
      q: new Int8Array(4),
      scale: Float32Array.of(1, 1),
    });
  });

  it("refuses values that are not finite and shapes that do not fit", () => {
    expect(() => quantizePerChannel(Float32Array.of(1, NaN), [1, 2])).toThrow(/Value 1 is NaN/);
    expect(() => quantizePerChannel(Float32Array.of(Infinity), [1])).toThrow(WeightsError);
    expect(() => quantizePerChannel(new Float32Array(3), [2, 2])).toThrow(WeightsError);
  });
});

describe("a model's weights", () => {
  const builder = new GraphBuilder("tiny");
  const image = builder.input("image", [8, 8, 3]);
  const wide = builder.batchNorm(builder.conv2d(image, "conv", { channels: 4, kernel: 3, bias: true }), "norm");
  const deep = builder.depthwiseConv2d(wide, "deep", { kernel: 3 });
  const graph = builder.build({ y: builder.dense(builder.globalPool(deep, "pool"), "head", 5) });
  const weights = new Map(
    graph.parameters.map(({ name, shape }, p): [string, FloatTensor] => {
      const length = shape.reduce((product, extent) => product * extent, 1);
      return [name, { shape, data: Float32Array.from({ length }, (_, i) => Math.sin(i * 1.7 + p)) }];
    }),
  );
  const stored = quantizeWeights(weights, quantizationRule(graph));

  it("are int8 where they are kernels, with a scale for each output channel, and f16 elsewhere", () => {
    const dtypes = [...stored].map(([name, { dtype, shape }]) => `${name} ${dtype} [${shape.join(", ")}]`);
    expect(dtypes).toEqual([
      "conv.weight I8 [3, 3, 3, 4]",
      "conv.weight.scale F32 [4]",
      "conv.bias F16 [4]",
      "norm.gamma F16 [4]",
      "norm.beta F16 [4]",
      "norm.mean F16 [4]",
      "norm.variance F16 [4]",
      "deep.weight I8 [3, 3, 4, 1]",
      "deep.weight.scale F32 [4]",
      "head.weight I8 [4, 5]",
      "head.weight.scale F32 [5]",
      "head.bias F16 [5]",
    ]);
  });

  it("come back by way of a file, with their names, shapes and nearly their values", () => {
    const back = dequantizeWeights(readSafetensors(writeSafetensors(stored)).tensors);
    expect([...back.keys()].toSorted()).toEqual([...weights.keys()].toSorted());
    for (const [name, { shape, data }] of weights) {
      expect(back.get(name)?.shape).toEqual(shape);
      back.get(name)?.data.forEach((value, i) => expect(Math.abs(value - (data[i] ?? 0))).toBeLessThan(1 / 250));
    }
  });

  it("are refused when they are not finite or too large for f16", () => {
    const one = (value: number) => new Map([["bias", { shape: [1], data: Float32Array.of(value) }]]);
    expect(() => quantizeWeights(one(NaN), () => null)).toThrow(/bias: value 0 is NaN/);
    expect(() => quantizeWeights(one(-1e6), () => null)).toThrow(/too large for f16/);
    expect(() => quantizeWeights(one(1), () => 2)).toThrow(/bias: shape \[1\] has no channel axis of 2/);
    const clash = new Map([...one(1), ["bias.scale", { shape: [1], data: Float32Array.of(1) }]]);
    expect(() => quantizeWeights(clash, (name) => (name === "bias" ? 1 : null))).toThrow(/stored as bias.scale/);
  });

  const int8: NamedTensor = { dtype: "I8", shape: [2, 2], data: Int8Array.of(1, 2, 3, 4) };
  const scales = (...values: number[]): NamedTensor => ({
    dtype: "F32",
    shape: [values.length],
    data: Float32Array.from(values),
  });
  const half: NamedTensor = { dtype: "F16", shape: [2], data: Uint16Array.of(0x3c00, 0x3c00) };
  it.each([
    ["no scale", [["w", int8]], /w.scale is missing/],
    [
      "a NaN scale",
      [
        ["w", int8],
        ["w.scale", scales(1, NaN)],
      ],
      /w.scale: scale 1 is NaN/,
    ],
    [
      "an infinite scale",
      [
        ["w", int8],
        ["w.scale", scales(Infinity, 1)],
      ],
      /scale 0 is Infinity/,
    ],
    [
      "a zero scale",
      [
        ["w", int8],
        ["w.scale", scales(1, 0)],
      ],
      /scale 1 is 0/,
    ],
    [
      "a negative scale",
      [
        ["w", int8],
        ["w.scale", scales(-1, 1)],
      ],
      /scale 0 is -1/,
    ],
    [
      "too many scales",
      [
        ["w", int8],
        ["w.scale", scales(1, 1, 1)],
      ],
      /F32 \[3\]/,
    ],
    [
      "one scale for all",
      [
        ["w", int8],
        ["w.scale", scales(1)],
      ],
      /F32 \[1\]/,
    ],
    [
      "scales in f16",
      [
        ["w", int8],
        ["w.scale", half],
      ],
      /F16 \[2\]/,
    ],
    [
      "values that overflow",
      [
        ["w", int8],
        ["w.scale", scales(3e38, 1)],
      ],
      /w: value 2 is Infinity/,
    ],
    ["a NaN in f32", [["b", scales(1, NaN)]], /b: value 1 is NaN/],
    ["an infinity in f16", [["b", { dtype: "F16", shape: [1], data: Uint16Array.of(0x7c00) }]], /b: value 0 is Inf/],
  ] satisfies [string, [string, NamedTensor][], RegExp][])("are refused with %s", (_, tensors, message) => {
    const read = () => dequantizeWeights(new Map<string, NamedTensor>(tensors));
    expect(read).toThrow(WeightsError);
    expect(read).toThrow(message);
  });

  it("never hang or fail without a name when their file is damaged", () => {
    const bytes = writeSafetensors(stored);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 7 }), (at, bit) => {
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        try {
          for (const { data } of dequantizeWeights(readSafetensors(damaged).tensors).values()) {
            expect(data.every(Number.isFinite)).toBe(true);
          }
        } catch (error) {
          if (!(error instanceof SafetensorsError || error instanceof WeightsError)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});
