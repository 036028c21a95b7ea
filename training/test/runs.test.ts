import { mkdir, mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";

import { parseConfigFile, tinyRecipes } from "./tiny";
import { loadBackend } from "../src/backend/load";
import { exportModelFolder } from "../src/export/model-folder";
import { readModelFolder } from "../src/models/folder";
import { readRun } from "../src/models/from-run";
import { createTrainer, parseRecipe, RecipeError } from "../src/recipes";
import { RunDirectory, RunDirectoryError } from "../src/run/directory";
import { trainLoop } from "../src/run/loop";

let root = "";

/** Two dishes that differ in colour, twelve pictures each, and eight scenes with masks. */
async function makeData(directory: string): Promise<void> {
  for (const [domain, colour] of [
    ["red", "#b03020"],
    ["green", "#308040"],
  ] as const) {
    await mkdir(join(directory, "domains", domain), { recursive: true });
    for (let i = 0; i < 12; i++) {
      const disc = Buffer.from(
        `<svg width="40" height="40"><circle cx="20" cy="20" r="${9 + i}" fill="${colour}"/></svg>`,
      );
      await sharp(disc)
        .flatten({ background: "#ccc" })
        .jpeg()
        .toFile(join(directory, "domains", domain, `${String(i).padStart(2, "0")}.jpg`));
    }
  }
  await mkdir(join(directory, "segmentation", "images"), { recursive: true });
  await mkdir(join(directory, "segmentation", "masks"), { recursive: true });
  for (let i = 0; i < 8; i++) {
    const disc = (fill: string): Buffer =>
      Buffer.from(`<svg width="60" height="40"><circle cx="${20 + i * 2}" cy="20" r="12" fill="${fill}"/></svg>`);
    await sharp(disc("#eee"))
      .flatten({ background: "#543" })
      .jpeg()
      .toFile(join(directory, "segmentation", "images", `plate_${i}.jpg`));
    const mask = await sharp(disc("#fff"))
      .flatten({ background: "#000" })
      .extractChannel(0)
      .threshold(128)
      .linear(2 / 255, 0)
      .raw()
      .toBuffer();
    await sharp(mask, { raw: { width: 60, height: 40, channels: 1 } })
      .png()
      .toFile(join(directory, "segmentation", "masks", `plate_${i}.png`));
  }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-runs-"));
  await makeData(root);
  await loadBackend({ backend: "wasm" });
  await go("classifier", "critic", 4);
});

async function go(
  name: keyof typeof tinyRecipes,
  run: string,
  steps: number,
  stopAfter?: number,
): Promise<{ step: number; finished: boolean }> {
  const directory = join(root, run);
  const fresh = !(await stat(directory).then(
    () => true,
    () => false,
  ));
  const recipe = parseRecipe(tinyRecipes[name](join(root, "critic"), steps));
  const opened = fresh
    ? await RunDirectory.create(directory, { ...recipe, recipeDirectory: root })
    : (await RunDirectory.open(directory)).run;
  const trainer = await createTrainer(recipe, { data: root, cache: join(root, "cache"), base: root, log: () => {} });
  const stop = new AbortController();
  return trainLoop(opened, trainer, recipe.loop, ({ step }) => step === stopAfter && stop.abort(), stop.signal);
}

describe.each(["segmenter", "classifier", "stargan"] as const)("%s runs", (name) => {
  it("go on after a stop as if there had been none", async () => {
    expect(await go(name, `${name}-straight`, 6)).toEqual({ step: 6, finished: true });
    expect(await go(name, `${name}-stopped`, 6, 3)).toEqual({ step: 3, finished: false });
    expect(await go(name, `${name}-stopped`, 6)).toEqual({ step: 6, finished: true });
    const [straight, stopped] = await Promise.all([
      readRun(join(root, `${name}-straight`)),
      readRun(join(root, `${name}-stopped`)),
    ]);
    expect(stopped.weights.size).toBe(straight.graph.parameters.length);
    for (const [parameter, { data }] of straight.weights) {
      const other = stopped.weights.get(parameter)?.data ?? [];
      // Adam's running powers of beta are worked out anew after a restart: their last digit may differ.
      const worst = Math.max(...Array.from(data, (value, i) => Math.abs(value - (other[i] ?? Number.NaN))));
      expect({ parameter, same: worst < 1e-5 }).toEqual({ parameter, same: true });
    }
  });

  it("write their config, losses, figures and a picture", async () => {
    const directory = join(root, `${name}-straight`);
    const lines = (await readFile(join(directory, "stats.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, number>);
    const losses = lines.filter((line) => "imagesPerSecond" in line);
    expect(losses.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(losses.slice(-3).map(({ tensors }) => tensors)).size).toBe(1);
    expect(
      lines.some((line) => Object.keys(line).some((key) => key.startsWith("heldOut") || key.startsWith("critic"))),
    ).toBe(true);
    const { width } = await sharp(join(directory, "samples", "0000006.png")).metadata();
    expect(width).toBeGreaterThan(16);
    expect((await parseConfigFile(directory)).recipe).toBe(name);
  });

  it("become quantised model folders that the app can read", async () => {
    const run = await readRun(join(root, `${name}-straight`));
    const domains = [
      { id: "red", en: "Red", ja: "赤" },
      { id: "green", en: "Green", ja: "緑" },
    ];
    const folder = join(root, "models", name);
    const config = await exportModelFolder(run, folder, domains);
    expect((await stat(join(folder, "model.safetensors"))).size).toBe(config.files.weights.bytes);
    const { network } = await readModelFolder(folder);
    expect(network.graph.name).toBe(name);
  });
});

describe("recipes and runs that cannot be used", () => {
  it("names the field that is wrong", () => {
    const wrong: Record<string, unknown> = { ...tinyRecipes.segmenter("", 1), learningRat: 1 };
    expect(() => parseRecipe(wrong)).toThrow(RecipeError);
    expect(() => parseRecipe(wrong)).toThrow(/learningRat/);
    expect(() => parseRecipe({ recipe: "stargun" })).toThrow(/recipe/);
  });

  it("does not write over a run, nor read one that is not there", async () => {
    await expect(RunDirectory.create(join(root, "critic"), {})).rejects.toThrow(RunDirectoryError);
    await expect(RunDirectory.open(join(root, "nowhere"))).rejects.toThrow(/holds no run/);
  });
});
