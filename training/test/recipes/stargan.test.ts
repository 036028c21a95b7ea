import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { buildStargan } from "../../../src/net/families/stargan";
import { writeSafetensors } from "../../../src/net/safetensors";
import type { TensorMap } from "../../../src/net/tensors";
import { loadBackend } from "../../src/backend/load";
import { parseRecipe } from "../../src/recipes";
import { runGraph } from "../../src/run/graph";
import { expectDescent } from "./descent";
import {
  discData,
  DISC_SIZE,
  largestDifference,
  makeDiscs,
  meanOf,
  readDisc,
  train,
  trainerOf,
  weightsUnder,
} from "./discs";

const none = { critic: 0, cyclePooled: 0, structure: 0, identity: 0, background: 0 };

/** The original's losses. */
const original = (steps: number): Record<string, unknown> => ({
  recipe: "stargan",
  size: DISC_SIZE,
  architecture: { channels: 4, residualBlocks: 1, conditioning: "concat", domains: 2 },
  loss: "wgan-gp",
  discriminator: { channels: 6, heads: [2], spectralNorm: null },
  data: discData,
  generatorRate: 3e-3,
  discriminatorRate: 2e-3,
  discriminatorSteps: 5,
  discriminatorWarmup: 0,
  diffAugment: [],
  cycleShare: 1,
  weights: { ...none, cycleFull: 10 },
  loop: { steps, batch: 4 },
});

/** Hinge loss with R1 in every other step, without a frozen critic. */
const withR1 = (steps: number): Record<string, unknown> => ({
  ...original(steps),
  architecture: { channels: 4, residualBlocks: 1, conditioning: "cin", domains: 2 },
  loss: "hinge",
  discriminatorSteps: 1,
  r1Every: 2,
  weights: { ...none, cycleFull: 10, r1: 5 },
});

/** Least squares on dishes alone, some from a folder of no domain; the losses that cost a pass take turns. */
const onDishes = (steps: number): Record<string, unknown> => ({
  ...withR1(steps),
  loss: "least-squares",
  discriminator: { channels: 6, heads: [2], spectralNorm: null, instanceNorm: true, highPass: 2 },
  data: { ...discData, crops: "crops.json" },
  takeTurns: true,
  dishOnly: true,
  sources: { crops: "sources.json", share: 0.25 },
  weights: { ...none, cyclePooled: 1, cycleFull: 1, identity: 1, stability: 1, saturation: 1, background: 2 },
  cycleShare: 0.75,
});

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-stargan-"));
  await makeDiscs(root, ["red", "blue", "green"]);
  const dish = [8, 8, DISC_SIZE, 8, 8, 5, 5, 0];
  const files = Array.from({ length: 30 }, (_, i) => `${String(i).padStart(2, "0")}.png`);
  const cropsOf = (folders: readonly string[]): string =>
    JSON.stringify(Object.fromEntries(folders.flatMap((folder) => files.map((file) => [`${folder}/${file}`, dish]))));
  await writeFile(join(root, "crops.json"), cropsOf(["red", "blue"]));
  await writeFile(join(root, "sources.json"), cropsOf(["domains/green"]));
  await loadBackend({ backend: "wasm" });
});

describe("stargan's first step", () => {
  const keeping = {
    cyclePooled: 4,
    cycleFull: 0.3,
    structure: 1,
    identity: 1.5,
    background: 2,
  };

  it("goes down the gradients of the generator and of the discriminator with R1", async () => {
    const create = () => trainerOf(root, { ...withR1(10), weights: { ...keeping, critic: 0, r1: 5 } });
    const generator = (losses: Readonly<Record<string, number>>): number =>
      (losses["adversarial"] ?? Number.NaN) +
      4 * (losses["cycle"] ?? Number.NaN) +
      0.3 * (losses["cycleFull"] ?? Number.NaN) +
      (losses["structure"] ?? Number.NaN) +
      1.5 * (losses["identity"] ?? Number.NaN) +
      2 * (losses["background"] ?? Number.NaN);
    await expectDescent(create, "weights/", generator, 3e-3);
    await expectDescent(create, "discriminator/", ({ discriminator = 0 }) => discriminator, 2e-3);
  });

  it("goes down the gradients of the generator and of the Wasserstein critic with its penalty", async () => {
    const create = () => trainerOf(root, { ...original(10), discriminatorSteps: 1 });
    const generator = (losses: Readonly<Record<string, number>>): number =>
      (losses["adversarial"] ?? Number.NaN) +
      (losses["class"] ?? Number.NaN) +
      10 * (losses["cycleFull"] ?? Number.NaN);
    await expectDescent(create, "weights/", generator, 3e-3);
    await expectDescent(create, "discriminator/", ({ discriminator = 0 }) => discriminator, 2e-3);
  });
});

describe("stargan on dishes alone", () => {
  it("goes down the gradients of the generator and of the discriminator", async () => {
    const create = () => trainerOf(root, onDishes(10));
    const generator = (losses: Readonly<Record<string, number>>): number =>
      (losses["adversarial"] ?? Number.NaN) +
      3 * (losses["cycle"] ?? Number.NaN) +
      3 * (losses["cycleFull"] ?? Number.NaN) +
      (losses["saturation"] ?? Number.NaN) +
      2 * (losses["background"] ?? Number.NaN);
    await expectDescent(create, "weights/", generator, 3e-3);
    await expectDescent(create, "discriminator/", ({ discriminator = 0 }) => discriminator, 2e-3);
  });

  it("lets the losses take turns that cost a pass", async () => {
    const history = train(await trainerOf(root, onDishes(6)), 0, 6);
    const turns = ["cycle", "identity", "stability"];
    expect(history.map((losses) => turns.filter((name) => name in losses))).toEqual(
      [0, 1, 2, 0, 1, 2].map((turn) => [turns[turn]]),
    );
  });

  it("does not look at the table, which the generator therefore leaves as it is", async () => {
    const history = train(await trainerOf(root, onDishes(80)), 0, 80);
    expect(meanOf(history.slice(-10), "background")).toBeLessThan(0.5 * meanOf(history.slice(0, 10), "background"));
  });

  it("wants to know where the dishes are, and a domain for what is brought back", () => {
    const wrong = { ...onDishes(1), data: discData, cycleShare: 1 };
    expect(() => parseRecipe(wrong)).toThrow(/must not exceed 1 together[^]*data\.crops must name the crops/);
  });
});

describe("stargan as published", () => {
  it("tells the discs apart, and learns to bring them back", async () => {
    const trainer = await trainerOf(root, original(100));
    const history = train(trainer, 0, 100);
    const [early, late] = [history.slice(0, 20), history.slice(-20)];
    expect(meanOf(late, "realClass")).toBeLessThan(0.5 * meanOf(early, "realClass"));
    expect(meanOf(late, "cycleFull")).toBeLessThan(0.85 * meanOf(early, "cycleFull"));
    // Without it the critic grows steeper from step to step.
    expect(meanOf(late, "penalty")).toBeLessThan(1);
    // The generator learns in every fifth step alone.
    expect(history.map((losses) => Number("cycleFull" in losses)).slice(0, 10)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    expect((await trainer.evaluate())["heldOutCycleError"]).toBeLessThan(60);
  });

  it.each([
    ["wgan-gp", original, "adversarial"],
    ["hinge with lazy R1", withR1, "r1"],
    ["least squares on dishes alone", onDishes, "stability"],
  ])("goes on after a stop as if there had been none: %s", async (_, recipe, rare) => {
    const straight = await trainerOf(root, recipe(12));
    train(straight, 0, 11);
    const before = await trainerOf(root, recipe(12));
    train(before, 0, 6);
    const after = await trainerOf(root, recipe(12));
    await after.restore(await before.save());
    const history = train(after, 6, 11);
    expect(largestDifference(await straight.save(), await after.save())).toBeLessThan(1e-5);
    const tensors = tf.memory().numTensors;
    train(after, 10, 12);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(history.filter((losses) => rare in losses).length).toBeLessThan(5);
    expect(history.some((losses) => rare in losses)).toBe(true);
  });

  it("says what does not go together, all of it", () => {
    const wrong = {
      ...original(1),
      architecture: { channels: 4, residualBlocks: 1, conditioning: "concat", domains: 3 },
      discriminator: { channels: 6, heads: [2, 3] },
      weights: { critic: 1 },
    };
    expect(() => parseRecipe(wrong)).toThrow(
      /number of data\.domains[^]*weights\.critic must be 0[^]*name one depth with the loss wgan-gp/,
    );
  });
});

describe("a generator with skips", () => {
  it("starts from one without them, whose translations it makes until its gates open", async () => {
    const plain = await trainerOf(root, withR1(4));
    train(plain, 0, 2);
    const stored = await plain.save();
    const weights = new Map([...stored].filter(([name]) => name.startsWith("ema/")));
    await writeFile(join(root, "start.safetensors"), writeSafetensors(weights));
    const skipping = {
      ...withR1(4),
      architecture: { channels: 4, residualBlocks: 1, conditioning: "cin", skips: true, domains: 2 },
      warmStart: "start.safetensors",
    };
    const image = await readDisc(root, "red", "02.png");
    const domain = tf.tensor2d([[0, 1]]);
    const translated = (tensors: TensorMap, skips: boolean): Float32Array =>
      tf.tidy(() => {
        const architecture = { channels: 4, residualBlocks: 1, conditioning: "cin", skips, domains: 2 } as const;
        const net = weightsUnder(tensors, "ema/");
        return runGraph(buildStargan(architecture, DISC_SIZE), net, { image, domain })["image"]?.dataSync<"float32">();
      }) ?? new Float32Array();
    const trainer = await trainerOf(root, skipping);
    const before = translated(stored, false);
    expect(translated(await trainer.save(), true)).toEqual(before);
    train(trainer, 0, 4);
    const gates = (await trainer.save()).get("weights/skip.0.norm.gamma")?.data ?? [];
    expect([...gates].some((gate) => Math.abs(gate) > 1e-4)).toBe(true);
    // Whatever else is missing is no generator of this kind.
    const cut = new Map([...weights].filter(([name]) => name !== "ema/output.conv.bias"));
    await writeFile(join(root, "start.safetensors"), writeSafetensors(cut));
    await expect(trainerOf(root, skipping)).rejects.toThrow(/lack output\.conv\.bias/);
  });
});
