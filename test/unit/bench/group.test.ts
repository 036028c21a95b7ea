import { expect, test } from "vitest";

import type { Arm, ArmPlan } from "../../bench/arms/arm";
import { FULL_PRECISION } from "../../bench/arms/arm";
import { type GroupWork, runGroup } from "../../bench/group";
import { randomPicture } from "../../bench/task";

const size = 8;
const picture = randomPicture(size);

const work: GroupWork = {
  task: {
    model: {
      family: "cyclegan",
      architecture: { channels: 2, residualBlocks: 0 },
      input: { height: size },
      domains: ["a"],
      tensors: new Map(),
    },
    activations: undefined,
    size,
  },
  pictures: [picture],
  expected: [picture.pixels],
  effort: {
    warmUp: { frames: 4, budget: 1000 },
    rounds: { most: 3, fewest: 3, budget: 1000 },
    copyBytes: 1,
  },
  onProgress: () => {},
};

/** An arm whose frames take as long as it says, by no clock. */
function plan(id: ArmPlan["id"], frame: number, answer = (pixels: Float32Array) => pixels): [ArmPlan, string[]] {
  const calls: string[] = [];
  const arm: Arm = {
    open: () => Promise.resolve(void calls.push("open")),
    run: (pixels) => Promise.resolve(answer(pixels)),
    time: (frames) => Promise.resolve(void calls.push("time")).then(() => ({ total: frame * frames, script: frames })),
    close: () => Promise.resolve(void calls.push("close")),
  };
  const ours = id.startsWith("engine");
  return [{ id, label: id, remark: "", ours, least: FULL_PRECISION, create: () => Promise.resolve(arm) }, calls];
}

test("right arms are timed against the fastest of ours; wrong and missing ones are named, and all are closed", async () => {
  const [slow, slowCalls] = plan("engine-f32", 60);
  const [fast] = plan("engine-f16", 30);
  const [peer] = plan("tfjs-webgpu", 90);
  const [wrong, wrongCalls] = plan("ort-webgpu-f32", 1, (pixels) => pixels.map((value) => -value));
  const [absent] = plan("ort-webgpu-f16", 1);
  const missing = { ...absent, create: () => Promise.reject(new Error("The adapter has no shader-f16.")) };
  const arms = [slow, fast, wrong, missing, peer];
  const report = await runGroup({ kind: "webgpu", device: "fake", software: false, gpu: null, arms }, work);

  expect(report.base).toEqual({ id: "engine-f16", noise: { median: 1, low: 1, high: 1 } });
  expect(report.rounds).toBe(3);
  expect(report.arms.map(({ id, timing }) => [id, timing?.frame.median, timing?.ratio?.median])).toEqual([
    ["engine-f32", 60, 2],
    ["engine-f16", 30, 1],
    ["ort-webgpu-f32", undefined, undefined],
    ["ort-webgpu-f16", undefined, undefined],
    ["tfjs-webgpu", 90, 3],
  ]);
  expect(report.arms[0]?.timing).toMatchObject({ script: 1, warmUpFrames: 4, framesPerSample: 1, commands: null });
  expect(report.arms.map(({ problem }) => problem?.kind)).toEqual([
    undefined,
    undefined,
    "wrong",
    "missing",
    undefined,
  ]);
  expect(report.arms[3]?.problem?.reason).toBe("The adapter has no shader-f16.");
  expect(wrongCalls).toEqual(["open", "close"]);
  // Four frames to warm up, and ours twice two in each of three rounds.
  expect(slowCalls).toEqual(["open", ...Array.from({ length: 16 }, () => "time"), "close"]);
});

test("peers alone are timed without a ratio", async () => {
  const [peer] = plan("ort-wasm", 10);
  const report = await runGroup({ kind: "wasm", device: "fake", software: false, gpu: null, arms: [peer] }, work);
  expect(report.base).toBeNull();
  expect(report.arms[0]?.timing).toMatchObject({ frame: { median: 10 }, ratio: null, framesPerSample: 3 });
});
