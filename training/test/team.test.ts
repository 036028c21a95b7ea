import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../src/backend/load";
import { parseRecipe, type Recipe } from "../src/recipes";
import { type Checkpoint, RunDirectory } from "../src/run/directory";
import { trainLoop } from "../src/run/loop";
import { WorkerLostError } from "../src/team/errors";
import { requireServable } from "../src/team/servable";
import { TeamTraining } from "../src/team/train";
import { largestDifference } from "./onednn";
import { discData, DISC_SIZE, makeDiscs, trainerOf } from "./recipes/discs";

const loop = (steps: number) => ({ steps, batch: 4, logEvery: 1, sampleEvery: 1000, checkpointSeconds: 1 });
const shared = { size: DISC_SIZE, data: discData };

/** Every part of a loss that takes more than its own samples' mean: masks, parts of batches, pools, draws for a batch. */
const recipes = {
  stargan: {
    ...shared,
    recipe: "stargan",
    architecture: { channels: 4, residualBlocks: 1, conditioning: "cin", domains: 2 },
    discriminator: { channels: 4, heads: [1, 2] },
    discriminatorWarmup: 0,
    diffAugment: ["colour", "translation", "cutout"],
    cycleShare: 0.75,
    weights: { critic: 0, cyclePooled: 4, cycleFull: 1, structure: 1, identity: 1, background: 2, r1: 5 },
    r1Every: 1,
  },
  "stargan with a gradient penalty": {
    ...shared,
    recipe: "stargan",
    // Instance norm takes a label plane away: its gradient would be rounding, of which Adam makes steps.
    architecture: { channels: 4, residualBlocks: 1, conditioning: "cin", domains: 2 },
    loss: "wgan-gp",
    discriminator: { channels: 4, heads: [2], spectralNorm: null },
    discriminatorSteps: 2,
    discriminatorWarmup: 0,
    diffAugment: [],
    weights: { critic: 0, cyclePooled: 0, cycleFull: 10, structure: 0, identity: 0, background: 0 },
  },
  cyclegan: {
    ...shared,
    recipe: "cyclegan",
    architecture: { channels: 4, residualBlocks: 1 },
    discriminator: { channels: 4, layers: 2 },
    poolSize: 6,
  },
  ugatit: {
    ...shared,
    recipe: "ugatit",
    architecture: { channels: 4, residualBlocks: 1, light: true },
    discriminator: { channels: 4, globalLayers: 2, localLayers: 1 },
  },
};

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-team-"));
  await makeDiscs(root);
  await loadBackend({ backend: "wasm" });
});

const recipeOf = (name: keyof typeof recipes, steps: number): Recipe =>
  parseRecipe({ ...recipes[name], loop: loop(steps) });

async function alone(run: RunDirectory, recipe: Recipe): Promise<void> {
  const trainer = await trainerOf(root, recipe);
  await trainLoop(run, trainer, recipe.loop, () => undefined, new AbortController().signal);
}

function together(run: RunDirectory, recipe: Recipe, onStep: (step: number) => void = () => undefined): TeamTraining {
  return new TeamTraining(
    {
      recipe,
      run: run.path,
      data: root,
      cache: join(root, "cache"),
      base: root,
      backend: { backend: "wasm" },
      workers: 2,
    },
    { line: () => undefined, progress: ({ step }) => onStep(step) },
  );
}

async function checkpointOf(run: RunDirectory): Promise<Checkpoint> {
  const checkpoint = await run.loadCheckpoint();
  if (!checkpoint) throw new Error(`${run.path} has no checkpoint`);
  return checkpoint;
}

// Each training starts two threads that read the whole program: seconds, and minutes on a machine that has much else to do.
describe("two workers", { timeout: 300_000 }, () => {
  it.each(Object.keys(recipes) as (keyof typeof recipes)[])(
    "train %s to what one would, and one goes on where they stopped",
    async (name) => {
      const expected = await RunDirectory.create(join(root, name, "alone"), {});
      await alone(expected, recipeOf(name, 3));
      const run = await RunDirectory.create(join(root, name, "together"), {});
      await expect(together(run, recipeOf(name, 2)).result).resolves.toEqual({ step: 2, finished: true });
      await alone(run, recipeOf(name, 3));
      const [found, wanted] = [await checkpointOf(run), await checkpointOf(expected)];
      expect(found.step).toBe(3);
      expect(found.tensors.size).toBe(wanted.tensors.size);
      const others = [...found.tensors.values()];
      for (const [i, [part, tensor]] of [...wanted.tensors].entries()) {
        const [one, two] = [Float32Array.from(tensor.data), Float32Array.from(others[i]?.data ?? [])];
        const size = one.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        // Pools are kept in 8 bits, where a hair's breadth may round the other way; the moments see it.
        const allowed = part.startsWith("pool") ? 1 / 127 : part.includes("adam") ? 1e-4 : 1e-5;
        expect({ part, same: largestDifference(one, two) / size <= allowed }).toEqual({ part, same: true });
      }
    },
  );

  it("end with a clear error and a whole checkpoint when one of them is lost", async () => {
    const recipe = recipeOf("cyclegan", 100_000);
    const run = await RunDirectory.create(join(root, "lost"), {});
    const training = together(run, recipe, (step) => {
      if (step === 3) training.stop();
    });
    const { step } = await training.result;
    expect((await checkpointOf(run)).step).toBe(step);

    const resumed = together(run, recipe, () => void resumed.threads[1]?.terminate());
    await expect(resumed.result).rejects.toThrow(WorkerLostError);
    await expect(resumed.result).rejects.toThrow(/worker 1 ended.*mealshift resume/);
    const { step: last, tensors } = await checkpointOf(run);
    expect(last).toBeGreaterThanOrEqual(step);
    expect(tensors.size).toBeGreaterThan(20);
  });
});

describe("what cannot be shared is refused", () => {
  it.each([
    [
      "a batch norm",
      {
        recipe: "dcgan",
        architecture: { latent: 4, channels: 4, doublings: 1 },
        discriminator: { channels: 4 },
        data: { folder: "x" },
      },
      2,
      /dcgan cannot be shared between workers: its batch norm/,
    ],
    ["an uneven batch", recipes.cyclegan, 3, /batches of 4 cannot be shared evenly by 3 workers: take 2, 4 of them/],
  ] as const)("%s", (_, recipe, workers, message) => {
    expect(() => requireServable(parseRecipe({ ...recipe, loop: loop(1) }), workers, undefined)).toThrow(message);
    expect(() => requireServable(parseRecipe({ ...recipe, loop: loop(1) }), 1, undefined)).not.toThrow();
  });

  it("a backend that is not the processor's", () => {
    expect(() => requireServable(recipeOf("cyclegan", 1), 2, "webgpu")).toThrow(/webgpu cannot be shared/);
  });
});
