import { describe, expect, test } from "vitest";

import { FULL_PRECISION, INT8_PRECISION } from "../../bench/arms/arm";
import { channelsFirst, channelsLast } from "../../bench/arms/layout";
import { checkAnswers, wrongAnswer } from "../../bench/report/answers";
import { figure } from "../../bench/report/figure";
import { markdownOf } from "../../bench/report/markdown";
import { tablesOf } from "../../bench/report/tables";
import { targetRows } from "../../bench/report/targets";
import type { ArmReport, BenchReport, GroupReport } from "../../bench/report/types";
import { randomPicture } from "../../bench/task";

const certain = (median: number) => ({ median, low: median, high: median });

function arm(id: string, ratio: number, answers: ArmReport["answers"] = []): ArmReport {
  return {
    id,
    label: id,
    remark: "",
    ours: id.startsWith("engine"),
    answers,
    problem: null,
    timing: {
      frame: certain(2 * ratio),
      script: 0.2,
      ratio: certain(ratio),
      warmUpFrames: 30,
      framesPerSample: 13,
      commands: { dispatches: 3, submits: 1 },
    },
  };
}

const wrong: ArmReport = {
  ...arm("ort-webgpu-f16", 1),
  problem: { kind: "wrong", reason: "12.0 dB on meal.jpg | broken" },
  timing: null,
};

const group: GroupReport = {
  kind: "webgpu",
  device: "An adapter",
  software: false,
  size: 256,
  macs: 2.6e9,
  rounds: 30,
  arms: [
    arm("engine-f16", 1, [
      { picture: "noise", kind: "random", decibels: 41 },
      { picture: "meal.jpg", kind: "photo", decibels: 52.25 },
      { picture: "meal-above.jpg", kind: "photo", decibels: 51 },
    ]),
    wrong,
    arm("ort-webgpu-f32", 2.5),
    arm("tfjs-webgpu", 5),
  ],
  base: { id: "engine-f16", noise: certain(1.01) },
  limits: { copyBytes: 100e9, f32: 5e12, f16: 10e12, int8: null },
  layers: {
    arm: "engine-f16",
    layers: [
      { id: "a", kernel: "conv", arithmetic: "f16", macs: 2e9, bytes: 4e6, time: 1 },
      { id: "b", kernel: "conv", arithmetic: "f16", macs: 0.6e9, bytes: 4e6, time: 0.5 },
      { id: "c", kernel: "stats", arithmetic: "f16", macs: 0, bytes: 4e6, time: 0.5 },
    ],
  },
};

const report: BenchReport = {
  format: "mealshift-bench",
  version: 1,
  date: "2026-11-21T12:00:00.000Z",
  command: "npm run bench",
  machine: "a machine",
  model: { id: "lens", family: "stargan" },
  groups: [group],
};

describe("answers", () => {
  test("what is too far from the reference is wrong, and the sentence says where", () => {
    const photo = (decibels: number) => [{ picture: "meal.jpg", kind: "photo", decibels } as const];
    expect(wrongAnswer(photo(61), FULL_PRECISION)).toBeNull();
    expect(wrongAnswer(photo(59.94), FULL_PRECISION)).toBe("59.9 dB on meal.jpg, where 60 or more are right");
    expect(wrongAnswer(photo(Number.NaN), FULL_PRECISION)).toContain("NaN dB on meal.jpg");
    expect(wrongAnswer(photo(31), INT8_PRECISION)).toBeNull();
  });

  test("every picture is compared with its own reference; equal ones have a number that JSON can hold", async () => {
    const noise = randomPicture(4);
    const still = { name: "still", kind: "photo", pixels: noise.pixels.map((value) => value / 2) } as const;
    const echo = {
      open: () => Promise.resolve(),
      run: (pixels: Float32Array) => Promise.resolve(pixels),
      time: () => Promise.resolve({ total: 1, script: 1 }),
      close: () => Promise.resolve(),
    };
    const expected = [noise.pixels, still.pixels.map((value) => value + 0.02)];
    const answers = await checkAnswers(echo, [noise, still], expected);
    expect(answers[0]).toEqual({ picture: "noise", kind: "random", decibels: 200 });
    // A difference of 0.02 in a range of 2.
    expect(answers[1]?.decibels).toBeCloseTo(40, 3);
  });
});

test("channels go first and back", () => {
  const picture = Float32Array.of(1, 2, 3, 4, 5, 6);
  expect([...channelsFirst(picture)]).toEqual([1, 4, 2, 5, 3, 6]);
  expect(channelsLast(channelsFirst(picture))).toEqual(picture);
});

test("a figure has three digits that count", () => {
  expect([0, 0.012_345, 1.234_5, 12.345, 123.45, 12_345].map(figure)).toEqual([
    "0",
    "0.0123",
    "1.23",
    "12.3",
    "123",
    "12345",
  ]);
});

describe("targets", () => {
  const measured = (of: GroupReport) => Object.fromEntries(targetRows(of).map((row) => [row.name, row.measured]));

  test("the best peer counts, and a wrong one does not", () => {
    expect(measured(group)).toMatchObject({
      "against the best onnxruntime-web on WebGPU": "2.50x",
      "against stock tfjs on WebGPU": "5.00x",
      "GPU time of what is no convolution": "25.0 %",
      "dispatches a convolution": "1.50",
      "submits a frame": "1",
      "script of a frame, ms": "0.200",
      "PSNR of f16 on photos, dB": "51.0",
      "PSNR of int8 activations on photos, dB": null,
    });
  });

  test("where nothing of ours ran nothing was measured", () => {
    const peers = group.arms.filter(({ ours }) => !ours);
    expect(new Set(Object.values(measured({ ...group, arms: peers, base: null, layers: null })))).toEqual(
      new Set([null]),
    );
  });
});

describe("tables", () => {
  test("say what the adapter does at best, and why an arm has no times", () => {
    const [arms, layers, targets] = tablesOf(report);
    expect(arms?.title).toBe("An adapter");
    expect(arms?.notes.join(" ")).toContain("engine-f16 against itself: 1.01 (1.01 to 1.01)");
    expect(arms?.notes.join(" ")).toContain("copies 100 GB/s, f32 5000 GMAC/s, f16 10000 GMAC/s");
    expect(arms?.rows.map(([name, , frame, ratio]) => [name, frame, ratio])).toEqual([
      ["engine-f16", "2.00 (2.00 to 2.00)", "1"],
      ["ort-webgpu-f16", "–", "–"],
      ["ort-webgpu-f32", "5.00 (5.00 to 5.00)", "2.50 (2.50 to 2.50)"],
      ["tfjs-webgpu", "10.0 (10.0 to 10.0)", "5.00 (5.00 to 5.00)"],
    ]);
    expect(arms?.rows[0]?.[1]).toBe("51.0, 41.0");
    expect(arms?.rows[1]?.at(-1)).toBe("wrong: 12.0 dB on meal.jpg | broken");
    expect(layers?.rows[0]).toEqual(["a", "conv f16", "1.00", "50.0 %", "2000", "4.00", "20.0 %"]);
    // What computes nothing is held against the copies alone.
    expect(layers?.rows[2]).toEqual(["c", "stats f16", "0.500", "25.0 %", "–", "8.00", "8.00 %"]);
    expect(layers?.notes[1]).toContain("c (8.00 %), b (12.0 %).");
    expect(targets?.rows).toHaveLength(8);
  });

  test("a software adapter is marked in title and notes", () => {
    const [arms, , targets] = tablesOf({ ...report, groups: [{ ...group, software: true }] });
    expect(arms?.title).toBe("An adapter (software)");
    expect(arms?.notes.join(" ")).toContain("says nothing about GPUs");
    expect(targets?.notes).toHaveLength(1);
  });

  test("as Markdown every row has as many cells as its head", () => {
    const rows = markdownOf(tablesOf(report))
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(rows).toContain("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for (const row of rows) expect([6, 8, 10]).toContain(row.replaceAll("\\|", "").split("|").length - 1);
  });
});
