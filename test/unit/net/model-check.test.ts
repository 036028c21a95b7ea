import { describe, expect, it } from "vitest";

import { ModelCheckError, SafetensorsError } from "../../../src/net/errors";
import type { ImageToImageNet } from "../../../src/net/image-to-image";
import { readModelCheck } from "../../../src/net/model-check";
import { writeSafetensors } from "../../../src/net/safetensors";
import { f16ToF32, f32ToF16, type NamedTensor } from "../../../src/net/tensors";

const stargan: ImageToImageNet = {
  family: "stargan",
  architecture: { channels: 4, residualBlocks: 1, conditioning: "cin", domains: 2 },
  input: { height: 16 },
};
const cyclegan: ImageToImageNet = {
  family: "cyclegan",
  architecture: { channels: 4, residualBlocks: 1 },
  input: { height: 16 },
};

const picture = (size: number, at = (i: number): number => Math.sin(i)): NamedTensor => ({
  dtype: "F16",
  shape: [size, size, 3],
  data: f32ToF16(Float32Array.from({ length: size * size * 3 }, (_, i) => at(i))),
});
const domain: NamedTensor = { dtype: "F32", shape: [2], data: Float32Array.of(0.75, 0.25) };
const tensors = { image: picture(8), domain, answer: picture(8, Math.cos) };
const file = (changes: Record<string, NamedTensor | undefined>): Uint8Array =>
  writeSafetensors(
    new Map(
      Object.entries({ ...tensors, ...changes }).flatMap(([name, tensor]) =>
        tensor === undefined ? [] : [[name, tensor]],
      ),
    ),
  );

describe("readModelCheck", () => {
  it("gives inputs and answer in 32 bits", () => {
    const { size, inputs, answer } = readModelCheck(file({}), stargan);
    expect(size).toBe(8);
    expect(Object.keys(inputs)).toEqual(["image", "domain"]);
    expect(inputs["image"]).toEqual(f16ToF32(f32ToF16(Float32Array.from({ length: 192 }, (_, i) => Math.sin(i)))));
    expect(inputs["domain"]).toEqual(Float32Array.of(0.75, 0.25));
    expect(answer).toHaveLength(192);
    expect(answer[0]).toBe(1);
  });

  it("gives a net without domains the picture alone", () => {
    expect(Object.keys(readModelCheck(file({ domain: undefined }), cyclegan).inputs)).toEqual(["image"]);
  });

  it.each([
    ["no tensor image", { image: undefined }],
    ["no tensor answer", { answer: undefined }],
    ["no tensor domain", { domain: undefined }],
    ["10 pixels: use a multiple of 4", { image: picture(10), answer: picture(10) }],
    ["0 pixels", { image: { dtype: "F32", shape: [], data: new Float32Array(1) } as const }],
    ["answer is [4, 4, 3] instead of [8, 8, 3]", { answer: picture(4) }],
    [
      "image is [8, 8] instead of [8, 8, 3]",
      { image: { dtype: "F32", shape: [8, 8], data: new Float32Array(64) } as const },
    ],
    ["domain is [3] instead of [2]", { domain: { dtype: "F32", shape: [3], data: new Float32Array(3) } as const }],
    ["answer: value 7 is NaN", { answer: picture(8, (i) => (i === 7 ? Number.NaN : 0)) }],
    ["image: value 0 is Infinity", { image: picture(8, () => 1e6) }],
    ["answer is in whole numbers", { answer: { dtype: "I8", shape: [8, 8, 3], data: new Int8Array(192) } as const }],
  ])("says that there is %s", (problem, changes) => {
    const read = (): unknown => readModelCheck(file(changes), stargan);
    expect(read).toThrow(ModelCheckError);
    expect(read).toThrow(problem);
  });

  it("leaves broken files to the reader of safetensors", () => {
    expect(() => readModelCheck(file({}).subarray(0, 100), stargan)).toThrow(SafetensorsError);
  });
});
