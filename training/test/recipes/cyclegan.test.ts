import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";

import { buildCyclegan } from "../../../src/net/families/cyclegan";
import { runGraph } from "../../../src/net/interpreter";
import { loadBackend } from "../../src/backend/load";
import { ImagePool } from "../../src/data/image-pool";
import { createRandom } from "../../src/data/random";
import { pictureOf } from "../../src/run/averaged-net";
import { parseRecipe, RecipeError } from "../../src/recipes";
import { expectDescent } from "./descent";
import {
  discData,
  DISC_SIZE,
  largestDifference,
  makeDiscs,
  meanOf,
  readDisc,
  redness,
  train,
  trainerOf,
  weightsUnder,
} from "./discs";

const architecture = { channels: 6, residualBlocks: 1 };
const recipe = (steps: number): Record<string, unknown> => ({
  recipe: "cyclegan",
  size: DISC_SIZE,
  architecture,
  discriminator: { channels: 6, layers: 2 },
  data: discData,
  learningRate: 3e-3,
  poolSize: 6,
  emaDecay: 0.9,
  loop: { steps, batch: 2 },
});

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-cyclegan-"));
  await makeDiscs(root);
  await loadBackend({ backend: "wasm" });
});

describe("cyclegan", () => {
  it("goes down the gradients of both generators and both discriminators in its first step", async () => {
    const create = () => trainerOf(root, recipe(10));
    const generators = ({ adversarial = 0, cycle = 0, identity = 0 }) => adversarial + 10 * cycle + 5 * identity;
    for (const prefix of ["weights/", "weights-back/"]) await expectDescent(create, prefix, generators, 3e-3);
    for (const prefix of ["discriminator-first/", "discriminator-second/"]) {
      await expectDescent(create, prefix, ({ discriminator = 0 }) => discriminator, 3e-3);
    }
  });

  it("learns to recolour discs", async () => {
    const trainer = await trainerOf(root, recipe(60));
    const history = train(trainer, 0, 60);
    expect(meanOf(history.slice(-20), "cycle")).toBeLessThan(0.5 * meanOf(history.slice(0, 20), "cycle"));
    expect(meanOf(history.slice(-20), "identity")).toBeLessThan(0.5 * meanOf(history.slice(0, 20), "identity"));

    const weights = await trainer.save();
    const translate = (image: tf.Tensor4D, prefix: string): tf.Tensor4D => {
      const outputs = runGraph(buildCyclegan(architecture, DISC_SIZE), weightsUnder(weights, prefix), { image });
      return pictureOf(outputs);
    };
    const red = await readDisc(root, "red", "02.png");
    const blue = await readDisc(root, "blue", "02.png");
    expect(redness(red)).toBeGreaterThan(1);
    expect(redness(translate(red, "ema/"))).toBeLessThan(-0.3);
    expect(redness(translate(blue, "ema-back/"))).toBeGreaterThan(0.3);

    const figures = await trainer.evaluate();
    expect(figures["heldOutChange"]).toBeGreaterThan(10);
    const { width, height } = await sharp(await trainer.sample()).metadata();
    expect([width, height]).toEqual([6 * (DISC_SIZE + 2) - 2, 6 * (DISC_SIZE + 2) - 2]);
  });

  it("goes on after a stop as if there had been none, pools and moments included", async () => {
    const straight = await trainerOf(root, recipe(6));
    train(straight, 0, 6);
    const before = await trainerOf(root, recipe(6));
    train(before, 0, 4);
    const after = await trainerOf(root, recipe(6));
    await after.restore(await before.save());
    train(after, 4, 6);
    const [whole, joined] = await Promise.all([straight.save(), after.save()]);
    expect(whole.get("pool-first/pictures")?.shape).toEqual([6, DISC_SIZE, DISC_SIZE, 3]);
    expect(largestDifference(whole, joined)).toBeLessThan(1e-5);
  });

  it("leaves nothing behind", async () => {
    const trainer = await trainerOf(root, recipe(9));
    train(trainer, 0, 5);
    const before = tf.memory().numTensors;
    train(trainer, 5, 9);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("is between two folders", () => {
    const three = { ...recipe(1), data: { ...discData, domains: ["red", "blue", "green"] } };
    expect(() => parseRecipe(three)).toThrow(RecipeError);
    expect(() => parseRecipe(three)).toThrow(/^data: domains must name two folders/);
  });
});

describe("ImagePool", () => {
  const numbered = (...values: number[]): tf.Tensor4D =>
    tf.concat(values.map((value) => tf.mul<tf.Tensor4D>(tf.ones([1, 2, 2, 3]), value / 127)));
  const numbersOf = (pictures: tf.Tensor4D): number[] =>
    [...pictures.dataSync()].filter((_, i) => i % 12 === 0).map((value) => Math.round(value * 127));

  it("shows what is new until it is full, then new and old ones, each old one once", () => {
    const pool = new ImagePool(3);
    expect(numbersOf(pool.exchange(numbered(1, 2, 3), createRandom(1)))).toEqual([1, 2, 3]);
    const seen: number[] = [];
    for (let i = 4; i < 60; i++) seen.push(...numbersOf(pool.exchange(numbered(i), createRandom(2, i))));
    expect(new Set(seen).size).toBe(seen.length);
    const old = seen.filter((value, i) => value !== i + 4);
    expect(old.length).toBeGreaterThan(15);
    expect(old.length).toBeLessThan(41);
  });

  it("comes back from a checkpoint as it was", async () => {
    const pool = new ImagePool(4);
    const noise = tf.randomUniform<tf.Rank.R4>([4, 2, 2, 3], -1, 1, "float32", 3);
    pool.exchange(noise, createRandom(1));
    const copy = new ImagePool(4);
    copy.restore(await pool.save("p/"), "p/");
    const [a, b] = [pool, copy].map((each) => [...each.exchange(numbered(9, 9, 9, 9), createRandom(5)).dataSync()]);
    expect(a).toEqual(b);
    expect(a?.some((value) => Math.abs(value - 9 / 127) > 1e-3)).toBe(true);
  });

  it("keeps nothing with no room", async () => {
    const pool = new ImagePool(0);
    expect(numbersOf(pool.exchange(numbered(7), createRandom(1)))).toEqual([7]);
    expect(await pool.save("p/")).toEqual(new Map());
  });
});
