import { expect, test } from "vitest";

import { GraphBuilder } from "../../../../../../src/net/builder";
import { UnsupportedGraphError } from "../../../../../../src/translator/webgpu/engine/errors";
import { packConvWeights } from "../../../../../../src/translator/webgpu/engine/kernels/conv";
import { lower } from "../../../../../../src/translator/webgpu/engine/plan/lower";
import type { ConvStep } from "../../../../../../src/translator/webgpu/engine/plan/steps";

/** A convolution of five channels to three, so that both are padded. */
function small(data: readonly number[], scale = 1): ConvStep {
  const b = new GraphBuilder("test");
  const x = b.input("image", [4, 4, 5]);
  const graph = b.build({ image: b.conv2d(x, "conv", { channels: 3, kernel: 1 }) });
  const kernel = { shape: [1, 1, 5, 3], data: Float32Array.from(data) };
  const [step] = lower(graph, new Map([["conv.weight", kernel]]), new Map([["conv", scale]])).steps;
  if (step?.kernel !== "conv") throw new Error("no convolution");
  return step;
}
const counted = Array.from({ length: 15 }, (_, at) => at + 1);

test("both kinds of channels are padded with zeros", () => {
  expect([...new Float32Array(packConvWeights(small(counted), "f32").data)]).toEqual(
    [
      [1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 10, 11, 12, 0],
      [13, 14, 15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ].flat(),
  );
});

test("int8: a word has four input channels of an output channel; largest 127, and 0 where all are 0", () => {
  const { data, factors } = packConvWeights(
    small(
      counted.map((value, at) => (at % 3 === 1 ? 0 : value)),
      0.5,
    ),
    "int8",
  );
  expect([...new Int8Array(data)]).toEqual(
    [
      [1, 4, 7, 10].map((value) => Math.round((value * 127) / 13)),
      [0, 0, 0, 0],
      [3, 6, 9, 12].map((value) => Math.round((value * 127) / 15)),
      [0, 0, 0, 0],
      [127, 0, 0, 0, 0, 0, 0, 0, 127, 0, 0, 0, 0, 0, 0, 0],
    ].flat(),
  );
  expect([...(factors ?? [])]).toEqual(
    [(13 / 127) * 0.5, 0.5, (15 / 127) * 0.5, 0.5].map((value) => expect.closeTo(value, 6)),
  );
});

test("too large for half floats: the error names the convolution and the weight", () => {
  const step = small(counted.with(4, -70_000));
  expect(() => packConvWeights(step, "f16")).toThrow(UnsupportedGraphError);
  expect(() => packConvWeights(step, "f16")).toThrow("conv has the weight -70000");
  expect(() => packConvWeights(step, "f32")).not.toThrow();
});

test("int8: factors beyond 32-bit floats name the convolution", () => {
  const step = small(
    counted.map((value) => value * 1e30),
    1e15,
  );
  expect(() => packConvWeights(step, "int8")).toThrow(UnsupportedGraphError);
  expect(() => packConvWeights(step, "int8")).toThrow("conv has weights and an activation scale (1000000000000000)");
});
