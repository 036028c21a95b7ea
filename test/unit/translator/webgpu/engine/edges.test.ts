import { beforeAll, expect, test } from "vitest";

import { GraphBuilder } from "../../../../../src/net/builder";
import { Engine } from "../../../../../src/translator/webgpu/engine";
import { requestDevice } from "./device";

let device: GPUDevice;
const errors: string[] = [];
beforeAll(async () => {
  device = await requestDevice();
  device.addEventListener("uncapturederror", ({ error }) => errors.push(error.message));
}, 60_000);

/** Two convolutions with a norm between them. */
function network() {
  const b = new GraphBuilder("test");
  const first = b.conv2d(b.input("image", [2, 4, 1]), "first", { channels: 4, kernel: 1 });
  const norm = b.instanceNorm(first, "norm", { affine: false });
  const graph = b.build({ first, second: b.conv2d(norm, "second", { channels: 1, kernel: 1 }) });
  // By channel: zero, denormal, huge, and one as it should be.
  const weights = new Map([
    ["first.weight", { shape: [1, 1, 1, 4], data: Float32Array.of(0, 1e-42, 1e30, 0.5) }],
    ["second.weight", { shape: [1, 1, 4, 1], data: Float32Array.of(1, 1, 1, 1) }],
  ]);
  return { graph, weights };
}

test(
  "int8: zero, denormal and huge weights, and huge numbers to read, give finite answers",
  { timeout: 60_000 },
  async () => {
    const activationScales = new Map([
      ["first", 0.5],
      ["second", 0.05],
    ]);
    const engine = await Engine.create(device, network(), { arithmetic: "int8", activationScales });
    const image = Float32Array.of(0, 1, -1, 0.25, 1e30, -1e30, Number.POSITIVE_INFINITY, 1e-42);
    const { first = new Float32Array(), second = new Float32Array() } = await engine.run({ image });
    engine.dispose();
    expect(errors.splice(0)).toEqual([]);
    const channel = (index: number): readonly number[] => Array.from(first.filter((_, at) => at % 4 === index));
    expect(channel(0)).toEqual(Array(8).fill(0));
    expect(channel(1)).toEqual(Array(8).fill(0));
    expect(channel(2).map(Math.sign)).toEqual([0, 1, -1, expect.any(Number), 1, -1, 1, 0]);
    expect(channel(2).every((value) => Math.abs(value) <= 65_504)).toBe(true);
    // Multiples of the step, 127 of them at most.
    expect(channel(3).toSpliced(3, 1)).toEqual([0, 0.5, -0.5, 31.75, -31.75, 31.75, 0]);
    expect(second.every(Number.isFinite)).toBe(true);
    expect(second.some((value) => value !== 0)).toBe(true);
  },
);

test("domain weights and pictures of the wrong size are refused, and leave the engine as it was", async () => {
  const b = new GraphBuilder("test");
  const image = b.input("image", [2, 2, 1]);
  const graph = b.build({ image: b.conditionalInstanceNorm(image, b.input("domain", [3]), "norm") });
  const weights = new Map([
    ["norm.gamma", { shape: [3, 1], data: Float32Array.of(0, 0, 0) }],
    ["norm.beta", { shape: [3, 1], data: Float32Array.of(1, 2, 4) }],
  ]);
  const engine = await Engine.create(device, { graph, weights }, { arithmetic: "f32", batch: 2 });
  const pictures = { image: new Float32Array(8) };
  engine.setDomains(Float32Array.of(0, 1, 0, 0.5, 0, 0.5));
  expect(() => engine.setDomains(Float32Array.of(1, 0))).toThrow("There are 2 domain weights instead of 3");
  await expect(engine.run({ image: new Float32Array(4) })).rejects.toThrow(
    "image has 4 values instead of 2 x 2 x 2 x 1",
  );
  await expect(engine.run({ picture: new Float32Array(8) })).rejects.toThrow("There is no input picture");
  const found = await engine.run(pictures);
  engine.dispose();
  expect([...(found["image"] ?? [])]).toEqual([2, 2, 2, 2, 2.5, 2.5, 2.5, 2.5]);
});

test("an activation scale that is none ends in an error that names the node", async () => {
  const activationScales = new Map([["second", 0]]);
  const made = Engine.create(device, network(), { arithmetic: "int8", activationScales });
  await expect(made).rejects.toMatchObject({
    name: "UnsupportedGraphError",
    message: expect.stringContaining("the activation scale of second is 0"),
  });
});
