import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import sharp from "sharp";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../../src/backend/load";
import { loadPairs, pairDataSchema, PairError } from "../../src/data/pairs";
import { exportModelFolder } from "../../src/export/model-folder";
import { readModelFolder } from "../../src/models/folder";
import { readRun } from "../../src/models/from-run";
import { parseRecipe } from "../../src/recipes";
import { RunDirectory } from "../../src/run/directory";
import { trainLoop } from "../../src/run/loop";
import { expectDescent } from "./descent";
import { largestDifference, meanOf, train, trainerOf } from "./discs";

const SIZE = 32;
const recipe = (steps: number, changes: object = {}): Record<string, unknown> => ({
  recipe: "pix2pix",
  size: SIZE,
  architecture: { channels: 6, dropout: 0.5 },
  discriminator: { channels: 6, layers: 1 },
  data: { sideBySide: "discs", storedSize: 36, holdOutEvery: 5, domain: "disc" },
  initialDeviation: null,
  learningRate: 2e-3,
  emaDecay: 0.9,
  loop: { steps, batch: 2, sampleEvery: steps },
  ...changes,
});

let root = "";

/** A circle's outline on the left, the same circle filled on the right. */
async function makeOutlines(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let i = 0; i < 25; i++) {
    const circle = (x: number, style: string): string =>
      `<circle cx="${x + 18 + (i % 5) * 2}" cy="${18 + Math.floor(i / 5) * 2}" r="${8 + (i % 3) * 2}" ${style}/>`;
    const both = `${circle(0, 'fill="none" stroke="#000" stroke-width="2"')}${circle(44, 'fill="#d02818"')}`;
    await sharp(Buffer.from(`<svg width="88" height="44">${both}</svg>`))
      .flatten({ background: "#fff" })
      .png()
      .toFile(join(folder, `${String(i).padStart(2, "0")}.png`));
  }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-pix2pix-"));
  await makeOutlines(join(root, "discs"));
  await loadBackend({ backend: "wasm" });
});

describe("pix2pix", () => {
  it("goes down the gradient of cross-entropy and L1 in its first step", async () => {
    const small = recipe(1, { architecture: { channels: 2, dropout: 0.5 }, discriminator: { channels: 2, layers: 1 } });
    const create = (): ReturnType<typeof trainerOf> => trainerOf(root, small);
    const generatorLoss = ({ adversarial = 0, l1 = 0 }): number => adversarial + 100 * l1;
    await expectDescent(create, "weights/", generatorLoss, 2e-3);
    await expectDescent(create, "discriminator/", ({ discriminator = 0 }) => discriminator, 2e-3);
  });

  it("learns to fill outlines", async () => {
    const trainer = await trainerOf(root, recipe(120));
    const before = await trainer.evaluate();
    const history = train(trainer, 0, 120);
    expect(meanOf(history.slice(-20), "l1")).toBeLessThan(0.5 * meanOf(history.slice(0, 10), "l1"));
    const after = await trainer.evaluate();
    expect(after["heldOutL1"]).toBeLessThan(0.3 * (before["heldOutL1"] ?? 0));
    expect(after["heldOutPsnr"]).toBeGreaterThan((before["heldOutPsnr"] ?? 0) + 5);
    const { width, height } = await sharp(await trainer.sample()).metadata();
    expect([width, height]).toEqual([3 * 34 - 2, 5 * 34 - 2]);
  });

  it("goes on after a stop as if there had been none, drop-out included", async () => {
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

  it("becomes a model folder that translates", async () => {
    const parsed = parseRecipe(recipe(2));
    const directory = join(root, "run");
    const run = await RunDirectory.create(directory, { ...parsed, recipeDirectory: root });
    await trainLoop(run, await trainerOf(root, recipe(2)), parsed.loop, () => {}, new AbortController().signal);
    const folder = join(root, "models", "discs");
    const config = await exportModelFolder(await readRun(directory), folder, [{ id: "disc", en: "Disc", ja: "円" }]);
    expect(config).toMatchObject({ family: "pix2pix", domains: [{ id: "disc" }], input: { height: SIZE } });
    const { network } = await readModelFolder(folder);
    expect(tf.tidy(() => network.run({ image: tf.zeros([1, SIZE, SIZE, 3]) }, "image").shape)).toEqual([
      1,
      SIZE,
      SIZE,
      3,
    ]);
  });
});

describe("loadPairs", () => {
  const load = (data: object): ReturnType<typeof loadPairs> =>
    loadPairs(v.parse(pairDataSchema, { storedSize: 8, holdOutEvery: 2, ...data }), {
      data: root,
      cache: join(root, "cache"),
    });
  const save = async (path: string, width: number, height: number, colour: string): Promise<void> => {
    await mkdir(join(root, path, ".."), { recursive: true });
    await sharp({ create: { width, height, channels: 3, background: colour } }).toFile(join(root, path));
  };

  it("takes the halves of a picture apart, either way round", async () => {
    const left = await load({ sideBySide: "discs", storedSize: 44 });
    const right = await load({ sideBySide: "discs", storedSize: 44, inputSide: "right" });
    expect(left.train.inputs.count + left.heldOut.inputs.count).toBe(25);
    expect(left.heldOut.inputs.count).toBe(12);
    for (let index = 0; index < left.train.inputs.count; index++) {
      expect(Buffer.compare(left.train.inputs.picture(index), right.train.targets.picture(index))).toBe(0);
      expect(Buffer.compare(left.train.targets.picture(index), right.train.inputs.picture(index))).toBe(0);
    }
    // The middle of the first pair that is trained on: white within the outline, red in the filled disc.
    const middle = (18 * 44 + 18) * 3;
    expect([...left.train.inputs.picture(0).subarray(middle, middle + 3)]).toEqual([255, 255, 255]);
    expect(left.train.targets.picture(0)[middle + 2]).toBeLessThan(40);
  });

  it("pairs two folders by name, whatever the endings", async () => {
    for (const name of ["a", "b"]) {
      await save(`lines/${name}.png`, 8, 8, name === "a" ? "#100" : "#200");
      await save(`photos/${name}.webp`, 8, 8, "#fff");
    }
    const { train: first, heldOut } = await load({ inputs: "lines", targets: "photos" });
    expect([first.inputs.picture(0)[0], heldOut.inputs.picture(0)[0]]).toEqual([0x11, 0x22]);
    expect(first.targets.picture(0)[0]).toBeGreaterThan(250);
  });

  it("names pictures without a partner, of a wrong shape, and folders without any", async () => {
    await save("lonely/c.png", 8, 8, "#000");
    await expect(load({ inputs: "lonely", targets: "photos" })).rejects.toThrow(PairError);
    await expect(load({ inputs: "lonely", targets: "photos" })).rejects.toThrow(/3 pictures have no partner: .*c\.png/);
    await expect(load({ sideBySide: "lonely" })).rejects.toThrow(
      /c\.png is 8x8; a side-by-side picture is twice as wide/,
    );
    await expect(load({ sideBySide: "nowhere" })).rejects.toThrow(/nowhere cannot be read/);
    await expect(load({ inputs: "photos", targets: "photos", holdOutEvery: 9 })).rejects.toThrow(/2 pairs are too few/);
  });

  it("wants one kind of pairs or the other", () => {
    expect(() => parseRecipe(recipe(1, { data: {} }))).toThrow(/data: data must name either sideBySide, or both/);
    expect(() => parseRecipe(recipe(1, { data: { sideBySide: "a", inputs: "b" } }))).toThrow(/either sideBySide/);
  });
});
