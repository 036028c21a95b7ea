import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../src/backend/load";
import { profileTable } from "../src/cli/profile";
import { profileSteps } from "../src/run/profile";
import { discData, DISC_SIZE, makeDiscs, trainerOf } from "./recipes/discs";

const classifier = {
  recipe: "classifier",
  size: DISC_SIZE,
  architecture: { channels: [4, 6], classes: 2, dropout: 0 },
  data: discData,
  loop: { steps: 10, batch: 4 },
};

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-profile-"));
  await makeDiscs(root);
  await loadBackend({ backend: "wasm" });
});

describe("profileSteps", () => {
  it("counts a step's kernels and their times", async () => {
    const profile = await profileSteps(await trainerOf(root, classifier), { steps: 2, byShape: false });
    const convolutions = profile.kernels.find(({ name }) => name === "Conv2D");
    // Gradients are convolutions too on wasm.
    expect(convolutions?.calls).toBeGreaterThanOrEqual(6);
    expect(convolutions?.calls).toBe(Math.round(convolutions?.calls ?? 0));
    const total = profile.kernels.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThanOrEqual(profile.profiledMilliseconds);
    const times = profile.kernels.map(({ milliseconds }) => milliseconds);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it("tells the shapes apart where it is asked to", async () => {
    const profile = await profileSteps(await trainerOf(root, classifier), { steps: 1, byShape: true });
    const first = profile.kernels.find(
      ({ name, shapes }) => name === "Conv2D" && shapes?.startsWith(`[4,${DISC_SIZE},${DISC_SIZE},3] `),
    );
    expect(first?.calls).toBeGreaterThanOrEqual(1);
  });
});

describe("profileTable", () => {
  it("sums up what it does not show", () => {
    const kernels = [
      { name: "Conv2D", calls: 3, milliseconds: 50 },
      { name: "Add", calls: 20, milliseconds: 20 },
      { name: "Sum", calls: 7, milliseconds: 10 },
    ];
    const lines = profileTable(
      { milliseconds: 90, processorMilliseconds: 85, profiledMilliseconds: 100, kernels },
      1,
    ).split("\n");
    expect(lines.slice(1).map((line) => line.trim().split(/ {2,}/))).toEqual([
      ["3", "50.0", "50.0", "Conv2D"],
      ["27", "30.0", "30.0", "2 more"],
      ["20.0", "20.0", "outside kernels: data, gradient tape, the profiler"],
      ["100.0", "100.0", "a step under the profiler"],
      ["A step of its own takes 90.0 ms, and 85.0 ms of processor time."],
    ]);
  });
});
