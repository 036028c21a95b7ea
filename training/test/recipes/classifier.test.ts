import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../../src/backend/load";
import { leaveDishAlone, SOFT_EDGE } from "../../src/data/dish-alone";
import { loadDomains } from "../../src/data/domains";
import { imagesInMemory } from "../../src/data/image-set";
import { readRun } from "../../src/models/from-run";
import { Network } from "../../src/models/network";
import { loadJudge } from "../../src/metrics/load";
import { parseRecipe } from "../../src/recipes";
import { makeClassifierBatch } from "../../src/recipes/classifier-batch";
import { loadCritic } from "../../src/recipes/critic";
import { RunDirectory } from "../../src/run/directory";
import { discData, DISC_SIZE, makeDiscs, train, trainerOf } from "./discs";

const SIZE = 32;
const identity = { a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0 };

describe("a dish alone", () => {
  it("has grey around it, and inside every pixel as it was", () => {
    const radius = fc.double({ min: 3, max: 12, noNaN: true });
    fc.assert(
      fc.property(radius, radius, fc.integer({ min: 1, max: 1000 }), (rx, ry, seed) => {
        const inside = (x: number, y: number): boolean => ((x - 15.5) / rx) ** 2 + ((y - 15.5) / ry) ** 2 <= 1;
        const cells = Array.from({ length: SIZE * SIZE }, (_, cell) => ({
          x: cell % SIZE,
          y: Math.floor(cell / SIZE),
        }));
        const mask = Uint8Array.from(cells, ({ x, y }) => (inside(x, y) ? 0 : 255));
        const picture = Float32Array.from({ length: SIZE * SIZE * 3 }, (_, i) => Math.sin(i * seed) || 0.5);
        const alone = picture.slice();
        leaveDishAlone({ outside: imagesInMemory(SIZE, 1, mask) }, 0, identity, SIZE, alone, 0);
        const steps = Array.from({ length: 2 * SOFT_EDGE + 1 }, (_, i) => i - SOFT_EDGE);
        for (const [cell, { x, y }] of cells.entries()) {
          const [before, after] = [picture, alone].map((pixels) => pixels.slice(cell * 3, cell * 3 + 3));
          if (inside(x, y)) expect(after).toEqual(before);
          else if (!steps.some((dy) => steps.some((dx) => inside(x + dx, y + dy)))) {
            expect(after?.every((value) => value === 0)).toBe(true);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it("stays in its picture where nobody knows where it is", () => {
    const picture = Float32Array.from({ length: SIZE * SIZE * 3 }, (_, i) => Math.cos(i));
    const alone = picture.slice();
    leaveDishAlone({ outside: imagesInMemory(SIZE, 1, new Uint8Array(SIZE * SIZE)) }, 0, identity, SIZE, alone, 0);
    expect(alone).toEqual(picture);
  });
});

let root = "";
const data = { ...discData, domains: ["red", "blue", "green"], crops: "crops.json" };
const recipe = {
  recipe: "classifier",
  size: DISC_SIZE,
  architecture: { channels: [4, 6], classes: 3, dropout: 0 },
  data,
  dishes: 2,
  maskChance: 0.5,
  learningRate: 0.02,
  emaDecay: 0.8,
  loop: { steps: 40, batch: 12 },
};

/** Three colours of discs; a run that has learnt them a little. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-classifier-"));
  await makeDiscs(root, ["red", "blue", "green"]);
  const names = Array.from({ length: 30 }, (_, i) => `${String(i).padStart(2, "0")}.png`);
  const crops = data.domains.flatMap((domain) => names.map((name) => [`${domain}/${name}`, [8, 8, 16, 8, 8, 5, 5, 0]]));
  await writeFile(join(root, "crops.json"), JSON.stringify(Object.fromEntries(crops)));
  await loadBackend({ backend: "wasm" });
  const trainer = await trainerOf(root, recipe);
  train(trainer, 0, 40);
  const run = await RunDirectory.create(join(root, "critic"), { ...recipe, recipeDirectory: ".." });
  await run.saveCheckpoint({ step: 40 }, await trainer.save());
});

describe("a classifier with more classes than dishes", () => {
  const noise = (): tf.Tensor4D => tf.randomUniform([40, DISC_SIZE, DISC_SIZE, 3], -1, 1, "float32", 3);

  it("is judged by its dishes alone, in their pictures and without them", async () => {
    const figures = await (await trainerOf(root, recipe)).evaluate();
    expect(Object.keys(figures)).toEqual([
      "heldOutAccuracy",
      "heldOutBalancedAccuracy",
      "heldOutMaskedBalancedAccuracy",
    ]);
    // Two dishes in equal numbers, of which a guess is never a third.
    const all = await (await trainerOf(root, { ...recipe, dishes: 3, maskChance: 0 })).evaluate();
    expect(Object.keys(all)).toEqual(["heldOutAccuracy", "heldOutBalancedAccuracy"]);
  });

  it("is a critic of the domains that are wanted, by name", async () => {
    const { graph, weights } = await readRun(join(root, "critic"));
    const logits = tf.tidy(() =>
      new Network(graph, weights).run({ image: noise() }, "logits").arraySync(),
    ) as number[][];
    const wanted = ["green", "red"];
    const critic = await loadCritic(join(root, "critic"), wanted);
    const guesses = [...tf.tidy(() => critic.classify(noise()).dataSync())];
    const [green, red] = wanted.map((name) => data.domains.indexOf(name));
    expect(guesses).toEqual(logits.map((row) => Number((row[red ?? -1] ?? 0) > (row[green ?? -1] ?? 0))));
  });

  it("is refused for a dish that it was not trained on, by name", async () => {
    await expect(loadCritic(join(root, "critic"), ["red", "white"])).rejects.toThrow(
      /does not know white, only red, blue, green/,
    );
  });

  it("is a judge that guesses its dishes and what it is asked for", async () => {
    const pictures = imagesInMemory(
      DISC_SIZE,
      3,
      Uint8Array.from({ length: 60 * DISC_SIZE ** 2 * 3 }, (_, i) => (i * 7919 + (i >> 4) * 31) % 256),
    );
    const [some, all] = await Promise.all([
      loadJudge(join(root, "critic")),
      loadJudge(join(root, "critic"), ["green"]),
    ]);
    const among = async (judge: typeof some): Promise<Set<number>> => new Set((await judge.look(pictures)).guesses);
    expect(await among(some)).not.toContain(2);
    expect(await among(all)).toContain(2);
  });
});

describe("a mixed batch", () => {
  it("is one part of each picture and the rest of its partner, and so is its target", async () => {
    const context = { data: root, cache: join(root, "cache"), base: root };
    const plain = parseRecipe(recipe);
    const mixed = parseRecipe({ ...recipe, mixChance: 1 });
    if (plain.recipe !== "classifier" || mixed.recipe !== "classifier") throw new Error("no classifiers");
    const pictures = await loadDomains(plain.data, context, "train");
    for (const step of [0, 1, 2, 3]) {
      const [before, after] = [plain, mixed].map((each) => makeClassifierBatch(pictures, each, step));
      if (!before || !after) throw new Error("no batches");
      const [targets, mixture] = [before, after].map(({ target }) => target.arraySync());
      // Partners have other classes here, so the part can be read off a target.
      const [own = 0, other = 0] = [0, 11].map((row) => targets?.[row]?.[0] ?? 0);
      const part = ((mixture?.[0]?.[0] ?? 0) - other) / (own - other);
      expect(part).toBeGreaterThanOrEqual(0);
      expect(part).toBeLessThanOrEqual(1);
      const expected = tf.tidy(() =>
        tf.add(tf.mul(before.image, part), tf.mul(tf.reverse(before.image, 0), 1 - part)).dataSync(),
      );
      const difference = after.image.dataSync().map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN)));
      expect(Math.max(...difference)).toBeLessThan(1e-4);
      for (const row of mixture ?? []) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    }
  });
});

describe("options that do not fit each other", () => {
  it.each([
    [{ dishes: 4 }, "dishes is 4, but data.domains names 3"],
    [{ data: { ...data, crops: undefined } }, "name the crops of mealshift data crop as data.crops"],
    [{ architecture: { ...recipe.architecture, classes: 2 } }, "architecture.classes is 2"],
  ])("are told: %o", async (part, message) => {
    await expect(trainerOf(root, { ...recipe, ...part })).rejects.toThrow(message);
  });
});
