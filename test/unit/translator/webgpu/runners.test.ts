import { expect, test } from "vitest";

import { OutOfMemoryError } from "../../../../src/translator/errors";
import { seededRandom, tinyWeights } from "../../../../src/translator/selftest/tiny";
import { Engine } from "../../../../src/translator/webgpu";
import { Runners } from "../../../../src/translator/webgpu/runners";
import { Turns } from "../../../../src/translator/webgpu/turns";
import { countedDevice } from "./counted-device";
import { requestDevice } from "./engine/device";
import { smallGraph } from "./small-graph";

async function open() {
  const { device, counts } = countedDevice(await requestDevice());
  const made: [size: number, arithmetic: string][] = [];
  const turns = new Turns();
  const fit = {
    recall: () => Promise.resolve({ arithmetic: "f32", tiles: new Map(), complete: false } as const),
    createEngine: (size: number, { arithmetic }: { readonly arithmetic: "f32" | "f16" | "int8" }) => {
      if (size > 16) throw new OutOfMemoryError(`${size} pixels are too many.`);
      made.push([size, arithmetic]);
      const graph = smallGraph(size);
      return Engine.create(device, { graph, weights: tinyWeights(graph, seededRandom(1)) }, { arithmetic });
    },
  };
  const runners = new Runners({ device, software: true }, fit, turns);
  return { runners, counts, made, get: async (size: number) => turns.take(() => runners.get(size)) };
}

test("the engines of the last two sizes are kept, those before are freed", async () => {
  const { runners, counts, made, get } = await open();
  const eight = await get(8);
  const one = { ...counts };
  await get(12);
  expect(await get(8)).toBe(eight);
  await get(16);
  expect(made.map(([size]) => size)).toEqual([8, 12, 16]);
  // Of 12, which was not used as lately as 8.
  expect(await get(8)).toBe(eight);
  expect(counts.buffers).toBe(2 * one.buffers);
  await get(12);
  expect(made).toHaveLength(4);
  runners.dispose();
  expect(counts).toMatchObject({ buffers: 0, textures: 0 });
});

test("a size is run as it was found to be fastest, and as ever after that was forgotten", async () => {
  const { runners, counts, made, get } = await open();
  const before = await get(8);
  const one = { ...counts };
  const { engine } = before.runner;
  const { key, candidates } = engine.layers[0] ?? { key: "", candidates: [] };
  const tile = candidates.at(-1);
  if (tile === undefined) throw new Error("no candidates");
  await runners.use(8, { arithmetic: "f32", tiles: new Map([[key, tile]]) });
  const tuned = await get(8);
  expect(tuned.runner).toBe(before.runner);
  expect(tuned.fit.complete).toBe(true);
  expect(engine.layers[0]?.tile).toBe(tile);
  // Half storage: another engine, and the one before it is freed.
  await runners.use(8, { arithmetic: "int8", tiles: new Map() });
  expect((await get(8)).runner).not.toBe(before.runner);
  expect(counts.buffers).toBe(one.buffers);
  await runners.forget();
  expect((await get(8)).fit.complete).toBe(false);
  expect(made.map(([, arithmetic]) => arithmetic)).toEqual(["f32", "int8", "f32"]);
  runners.dispose();
  expect(counts).toMatchObject({ buffers: 0, textures: 0 });
});

test("a size that does not fit leaves the others as they are", async () => {
  const { runners, made, get } = await open();
  const eight = await get(8);
  await expect(get(32)).rejects.toBeInstanceOf(OutOfMemoryError);
  expect(await get(8)).toBe(eight);
  expect(made).toHaveLength(1);
  runners.dispose();
});
