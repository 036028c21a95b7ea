import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../../src/backend/load";
import { generatedFigures } from "../../src/metrics/generated";
import { exportModelFolder } from "../../src/export/model-folder";
import { readModelFolder } from "../../src/models/folder";
import { readRun } from "../../src/models/from-run";
import { parseRecipe } from "../../src/recipes";
import { RunDirectory } from "../../src/run/directory";
import { trainLoop } from "../../src/run/loop";
import { expectDescent } from "./descent";
import { largestDifference, train, trainerOf } from "./discs";

const SIZE = 16;
const recipe = (steps: number, changes: object = {}): Record<string, unknown> => ({
  recipe: "dcgan",
  size: SIZE,
  architecture: { latent: 8, channels: 6, doublings: 2 },
  discriminator: { channels: 6 },
  data: { folder: "modes", domain: "modes" },
  initialDeviation: null,
  learningRate: 2e-3,
  emaDecay: 0.9,
  loop: { steps, batch: 8, sampleEvery: steps },
  ...changes,
});

let root = "";

/** Two kinds of pictures: red on the left, blue on the right; the rest is transparent. */
async function makeModes(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let i = 0; i < 24; i++) {
    const [x, colour] = i % 2 === 0 ? [4, "#e02010"] : [12, "#1030e0"];
    const disc = `<svg width="16" height="16"><circle cx="${x}" cy="${7 + (i % 3)}" r="${3 + (i % 2)}" fill="${colour}"/></svg>`;
    await sharp(Buffer.from(disc))
      .png()
      .toFile(join(folder, `${String(i).padStart(2, "0")}.png`));
  }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-dcgan-"));
  await makeModes(join(root, "modes"));
  await loadBackend({ backend: "wasm" });
});

/** Tiles of a sample grid, each as the means of its left and right halves in red, green and blue. */
async function halvesOfSamples(png: Uint8Array): Promise<{ left: number[]; right: number[] }[]> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const mean = (left: number, top: number): number[] =>
    [0, 1, 2].map((c) => {
      let sum = 0;
      for (let y = top; y < top + SIZE; y++) {
        for (let x = left; x < left + SIZE / 2; x++) sum += data[(y * info.width + x) * info.channels + c] ?? 0;
      }
      return sum / (SIZE * (SIZE / 2));
    });
  return Array.from({ length: 100 }, (_, i) => {
    const [left, top] = [(i % 10) * (SIZE + 2), Math.floor(i / 10) * (SIZE + 2)];
    return { left: mean(left, top), right: mean(left + SIZE / 2, top) };
  });
}

describe("dcgan", () => {
  it("goes down the gradient of the non-saturating loss in its first step", async () => {
    const small = recipe(1, { architecture: { latent: 3, channels: 2, doublings: 1 }, discriminator: { channels: 2 } });
    const create = (): ReturnType<typeof trainerOf> => trainerOf(root, small);
    await expectDescent(create, "weights/", ({ generator = 0 }) => generator, 2e-3);
    await expectDescent(create, "discriminator/", ({ discriminator = 0 }) => discriminator, 2e-3);
  });

  it("finds both kinds of pictures", async () => {
    const trainer = await trainerOf(root, recipe(200));
    train(trainer, 0, 200);
    const samples = await halvesOfSamples(await trainer.sample());
    const red = samples.filter(({ left, right }) => (left[0] ?? 0) > 30 && (right[2] ?? 0) < (left[0] ?? 0) / 2);
    const blue = samples.filter(({ left, right }) => (right[2] ?? 0) > 30 && (left[0] ?? 0) < (right[2] ?? 0) / 2);
    expect(red.length).toBeGreaterThan(15);
    expect(blue.length).toBeGreaterThan(15);
    expect(red.length + blue.length).toBeGreaterThan(60);
    const { diversity = 0, diversityOfReal = 0 } = await trainer.evaluate();
    expect(diversity / diversityOfReal).toBeGreaterThan(0.4);
  });

  it("goes on after a stop as if there had been none, noise and moving moments included", async () => {
    const straight = await trainerOf(root, recipe(6));
    train(straight, 0, 6);
    const before = await trainerOf(root, recipe(6));
    train(before, 0, 3);
    const after = await trainerOf(root, recipe(6));
    await after.restore(await before.save());
    train(after, 3, 6);
    expect(largestDifference(await straight.save(), await after.save())).toBeLessThan(1e-5);
  });

  it("leaves nothing behind", async () => {
    const trainer = await trainerOf(root, recipe(6));
    train(trainer, 0, 3);
    const before = tf.memory().numTensors;
    train(trainer, 3, 6);
    await trainer.evaluate();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("becomes a model folder that makes pictures", async () => {
    const parsed = parseRecipe(recipe(2));
    const directory = join(root, "run");
    const run = await RunDirectory.create(directory, { ...parsed, recipeDirectory: root });
    await trainLoop(run, await trainerOf(root, recipe(2)), parsed.loop, () => {}, new AbortController().signal);
    const folder = join(root, "models", "modes");
    const config = await exportModelFolder(await readRun(directory), folder, []);
    expect(config).toMatchObject({ family: "dcgan", architecture: { latent: 8 } });
    const { network } = await readModelFolder(folder);
    const picture = tf.tidy(() => network.run({ latent: tf.zeros([1, 8]) }, "image").shape);
    expect(picture).toEqual([1, SIZE, SIZE, 3]);
  });

  it("says which folder is missing, and what size would do", async () => {
    await expect(trainerOf(root, recipe(1, { data: { folder: "nowhere" } }))).rejects.toThrow(/nowhere cannot be read/);
    await expect(trainerOf(root, recipe(1, { size: 30 }))).rejects.toThrow(/30 pixels cannot be halved 2 times/);
  });
});

describe("generatedFigures", () => {
  const flat = (...levels: number[]): tf.Tensor4D =>
    tf.concat(levels.map((level) => tf.mul<tf.Tensor4D>(tf.ones([1, 2, 2, 3]), level / 127.5)));

  it("tells collapse from variety, and copies from new pictures", async () => {
    expect(await generatedFigures(flat(0, 0), flat(-50, 50, 10))).toEqual({
      diversity: 0,
      diversityOfReal: expect.closeTo((100 + 60 + 40) / 3, 3),
      nearestReal: expect.closeTo(10, 3),
      nearestRealOfReal: expect.closeTo((60 + 40 + 40) / 3, 3),
    });
    const copies = await generatedFigures(flat(-50, 10), flat(-50, 50, 10));
    expect(copies.nearestReal).toBeCloseTo(0, 3);
    expect(copies.diversity).toBeCloseTo(60, 3);
  });
});
