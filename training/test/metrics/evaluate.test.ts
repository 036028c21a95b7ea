import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../../src/backend/load";
import { exportModelFolder } from "../../src/export/model-folder";
import { heldOutTranslations } from "../../src/looking/held-out";
import { evaluateModel, type Evaluation, type EvaluationOptions } from "../../src/metrics";
import { EvaluationError, JudgeError, TooFewPicturesError, UnknownMetricError } from "../../src/metrics/errors";
import { readRun } from "../../src/models/from-run";
import { createTrainer, parseRecipe } from "../../src/recipes";
import { RunDirectory } from "../../src/run/directory";
import { discData, DISC_SIZE, makeDiscs } from "../recipes/discs";

const loop = { steps: 1, batch: 2 };
const generator = { channels: 2, residualBlocks: 1 };

/** A recipe of every family, on discs. */
const recipes = {
  judge: { recipe: "classifier", architecture: { channels: [4, 6], classes: 2, dropout: 0 }, data: discData },
  stargan: {
    recipe: "stargan",
    architecture: { ...generator, conditioning: "cin", domains: 2 },
    discriminator: { channels: 2, heads: [2] },
    weights: { critic: 0 },
    data: { ...discData, crops: "crops.json" },
  },
  cyclegan: {
    recipe: "cyclegan",
    architecture: generator,
    discriminator: { channels: 2, layers: 2 },
    data: discData,
  },
  ugatit: {
    recipe: "ugatit",
    architecture: { ...generator, light: true },
    discriminator: { channels: 2, globalLayers: 2, localLayers: 1 },
    data: discData,
  },
  pix2pix: {
    recipe: "pix2pix",
    architecture: { channels: 2, dropout: 0.5 },
    discriminator: { channels: 2, layers: 1 },
    data: { inputs: "domains/red", targets: "domains/blue", storedSize: DISC_SIZE, holdOutEvery: 3, domain: "blue" },
  },
  dcgan: {
    recipe: "dcgan",
    architecture: { latent: 4, channels: 2, doublings: 2 },
    discriminator: { channels: 2 },
    data: { folder: "domains/red", domain: "red" },
  },
  segmenter: {
    recipe: "segmenter",
    architecture: { channels: [4, 6], classes: 2 },
    data: { prefix: "disc_", dishValue: 2, holdOut: { modulo: 2, remainders: [1] } },
  },
} as const;
type Name = keyof typeof recipes;

let root = "";

/** A run before its first step. */
async function makeRun(name: Name): Promise<void> {
  const recipe = parseRecipe({ ...recipes[name], size: DISC_SIZE, loop });
  const run = await RunDirectory.create(join(root, name), { ...recipe, recipeDirectory: ".." });
  const context = { data: root, cache: join(root, "cache"), base: root, log: () => {} };
  const trainer = await createTrainer(recipe, context);
  await run.saveCheckpoint({ step: 0 }, await trainer.save());
}

/** Six scenes with a disc, and what of them is dish. */
async function makeScenes(): Promise<void> {
  for (const folder of ["images", "masks"]) await mkdir(join(root, "segmentation", folder), { recursive: true });
  for (let i = 0; i < 6; i++) {
    const mask = Uint8Array.from({ length: 400 }, (_, p) => (Math.hypot((p % 20) - 10, p / 20 - 10) < 4 + i ? 2 : 0));
    const raw = { width: 20, height: 20, channels: 1 } as const;
    await sharp(mask, { raw })
      .png()
      .toFile(join(root, "segmentation", "masks", `disc_${i}.png`));
    await sharp(
      mask.map((value) => value * 100),
      { raw },
    )
      .toColourspace("srgb")
      .png()
      .toFile(join(root, "segmentation", "images", `disc_${i}.png`));
  }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-evaluate-"));
  await makeDiscs(root);
  await makeScenes();
  const crops = ["red", "blue"].flatMap((domain) =>
    Array.from({ length: 30 }, (_, i) => [`${domain}/${String(i).padStart(2, "0")}.png`, [8, 8, 16, 8, 8, 4, 4, 0]]),
  );
  await writeFile(join(root, "crops.json"), JSON.stringify(Object.fromEntries(crops)));
  await loadBackend({ backend: "wasm" });
  for (const name of ["judge", "stargan", "cyclegan", "ugatit", "pix2pix", "dcgan", "segmenter"] as const) {
    await makeRun(name);
  }
});

function evaluate(model: string, options: Partial<EvaluationOptions> = {}): Promise<Evaluation> {
  return evaluateModel({ model: join(root, model), data: root, cache: join(root, "cache"), ...options });
}
const judged = (): Partial<EvaluationOptions> => ({ judge: join(root, "judge"), seeds: 1 });

describe("a run of each family", () => {
  it("has all that a net for many dishes can be asked", async () => {
    const metrics = ["accuracy", "cycle", "structure", "diversity", "stability", "change", "weights"];
    const tensors = tf.memory().numTensors;
    const found = await evaluate("stargan", { ...judged(), metrics });
    expect(Object.keys(found.metrics)).toEqual(metrics);
    expect(found).toMatchObject({
      family: "stargan",
      leftOut: {},
      settings: { size: DISC_SIZE, step: 0, sources: 20 },
    });
    expect(found.metrics["accuracy"]).toMatchObject({ translations: 20 });
    expect(JSON.stringify(found)).not.toContain("null");
    // Figures go into cards, and cards into the world.
    expect(JSON.stringify(found)).not.toContain(root);
    // Neither model nor judge stays on the backend.
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it("shows held-out pictures as each dish, the table as it was", async () => {
    const options = { model: join(root, "stargan"), data: root, cache: join(root, "cache"), count: 4 };
    const { rows, size } = await heldOutTranslations(options);
    expect(size).toBe(DISC_SIZE);
    // The picture and two dishes.
    expect(rows.map((row) => row.length)).toEqual([3, 3, 3, 3]);
    for (const [picture, ...made] of rows) {
      for (const tile of made) {
        expect(tile.slice(0, 3)).toEqual(picture?.slice(0, 3));
        expect(tile).not.toEqual(picture);
      }
    }
    const dcgan = heldOutTranslations({ ...options, model: join(root, "dcgan") });
    await expect(dcgan).rejects.toThrow(/dcgan translates no pictures/);
  });

  it("has a quick look at dishes alone, and goals beside the figures", async () => {
    const found = await evaluate("stargan", { ...judged(), quick: true, pictures: 3 });
    expect(Object.keys(found.metrics)).toEqual(["accuracy", "structure", "warp"]);
    expect(Object.keys(found.leftOut)).toEqual(["kid", "c2st"]);
    expect(found.metrics["accuracy"]).toMatchObject({ dish: { translations: 20 } });
    expect(found.metrics["accuracy"]).not.toHaveProperty("translated");
    const byUnit = Object.fromEntries(found.goals.map((row) => [row.figure, row]));
    expect(byUnit["edge IoU with the input inside the dish"]).toMatchObject({ floor: 0.3, goal: 0.4 });
    expect(byUnit["edge IoU with the input inside the dish"]?.ours).toBeTypeOf("number");
    expect(byUnit["the same: worst dish"]).toMatchObject({
      met: "not measured",
      note: expect.stringMatching(/^kid needs/),
    });
    expect(byUnit["weights"]).toMatchObject({ met: "not measured", note: "weights was not asked for" });
  });

  it.each(["cyclegan", "ugatit"] as const)("takes the other net of a %s as the way back", async (name) => {
    const found = await evaluate(name, judged());
    expect(Object.keys(found.metrics)).toEqual([
      "accuracy",
      "cycle",
      "structure",
      "diversity",
      "stability",
      "warp",
      "weights",
    ]);
    expect(found.metrics["accuracy"]).toMatchObject({ translations: 10 });
    expect(Object.keys(found.leftOut)).toEqual(["kid", "fid", "c2st", "change", "composited"]);
    expect(found.leftOut["kid"]).toMatch(/^kid needs 20 real pictures .* and there are 10/);
  });

  it("compares a pix2pix with what it should make, in labels too", async () => {
    await writeFile(join(root, "palette.json"), JSON.stringify({ disc: "#2040d0", table: "#aaaaaa" }));
    const found = await evaluate("pix2pix", { palette: join(root, "palette.json"), metrics: ["pairs", "labels"] });
    expect(found.metrics["pairs"]).toHaveProperty("heldOutPsnr");
    expect(found.metrics["labels"]).toHaveProperty("perClass.disc.iou");
    await writeFile(join(root, "wrong.json"), JSON.stringify({ disc: "blue" }));
    const wrong = evaluate("pix2pix", { palette: join(root, "wrong.json"), metrics: ["labels"] });
    await expect(wrong).rejects.toThrow(/wrong\.json is no palette: .* such as/);
  });

  it("compares what a dcgan makes with what it learnt from", async () => {
    const metrics = ["accuracy", "kid", "fid", "diversity", "generated"];
    const found = await evaluate("dcgan", { ...judged(), metrics });
    expect(Object.keys(found.metrics)).toEqual(metrics);
    expect(found.metrics["kid"]).toMatchObject({ about: expect.stringContaining("not comparable with Inception's") });
    expect(found.metrics["kid"]).toHaveProperty("kidOurFeatures.low");
    // Fifteen pictures a side, six features.
    expect(found.metrics["fid"]).not.toHaveProperty("fewerPicturesThanFeatures");
    expect(found.settings).toMatchObject({ real: 30 });
  });

  it("counts a segmenter's pixels and a classifier's pictures", async () => {
    const segmenter = await evaluate("segmenter");
    expect(segmenter.metrics["dish-iou"]).toMatchObject({ pictures: 3 });
    expect(segmenter.metrics["labels"]).toHaveProperty("perClass.dish.iou");
    const classifier = await evaluate("judge");
    expect(classifier.metrics["accuracy"]).toMatchObject({ pictures: 20 });
  });

  it("gives the same figures again, and others for another seed", async () => {
    const options = { ...judged(), metrics: ["kid"] };
    const first = await evaluate("dcgan", options);
    expect(await evaluate("dcgan", options)).toEqual(first);
    expect((await evaluate("dcgan", { ...options, seed: 2 })).metrics).not.toEqual(first.metrics);
  });
});

describe("a model folder", () => {
  it("has the figures of its run, but for the way back, which it does not hold", async () => {
    const run = await readRun(join(root, "cyclegan"));
    await exportModelFolder(run, join(root, "model"), [{ id: "blue", en: "Blue", ja: "青" }]);
    const recipe = join(root, "recipe.json");
    await writeFile(recipe, JSON.stringify({ ...recipes.cyclegan, size: DISC_SIZE, loop }));
    const found = await evaluate("model", { recipe, metrics: ["structure"] });
    expect(found).toMatchObject({ model: "model", family: "cyclegan" });
    await expect(evaluate("model", { recipe, metrics: ["cycle"] })).rejects.toThrow(/name the run instead/);
    await expect(evaluate("model")).rejects.toThrow(/name its recipe with --recipe/);
    await expect(evaluate("cyclegan", { recipe })).rejects.toThrow(/leave --recipe out/);
    await writeFile(recipe, JSON.stringify({ ...recipes.dcgan, size: DISC_SIZE, loop }));
    await expect(evaluate("model", { recipe })).rejects.toThrow(/is for a dcgan, but .* holds a cyclegan/);
  });
});

describe("what cannot be measured", () => {
  it("is a run before its first checkpoint, and a folder without anything", async () => {
    await RunDirectory.create(join(root, "young"), { ...recipes.dcgan, size: DISC_SIZE, loop, recipeDirectory: ".." });
    await expect(evaluate("young")).rejects.toThrow(/has no checkpoint yet: train it first/);
    await expect(evaluate("domains")).rejects.toThrow(/holds no model/);
  });

  it("is refused by name where it was asked for", async () => {
    await expect(evaluate("stargan", { metrics: ["kidd"] })).rejects.toThrow(UnknownMetricError);
    await expect(evaluate("stargan", { metrics: ["kid"] })).rejects.toThrow(
      /kid cannot be measured on .*: it needs a judge/,
    );
    await expect(evaluate("segmenter", { metrics: ["kid"] })).rejects.toThrow(/it makes no sense for a segmenter/);
    await expect(evaluate("cyclegan", { ...judged(), metrics: ["kid"] })).rejects.toThrow(TooFewPicturesError);
    await expect(evaluate("stargan", { sources: 0 })).rejects.toThrow(EvaluationError);
  });

  it("is told of a judge that is none, or does not know the dishes", async () => {
    await expect(evaluate("stargan", { judge: join(root, "dcgan") })).rejects.toThrow(JudgeError);
    const recipe = { ...recipes.judge, size: DISC_SIZE, loop };
    const other = { ...recipe, data: { ...discData, folder: ".", domains: ["domains/red", "domains/blue"] } };
    const run = await RunDirectory.create(join(root, "other"), { ...other, recipeDirectory: ".." });
    const { weights } = await readRun(join(root, "judge"));
    await run.saveCheckpoint({ step: 0 }, new Map([...weights].map(([name, tensor]) => [`ema/${name}`, tensor])));
    const asked = evaluate("cyclegan", { judge: join(root, "other"), metrics: ["accuracy"] });
    await expect(asked).rejects.toThrow(/does not know blue, only domains\/red, domains\/blue/);
    // Its features are as good as any: all else is measured.
    const found = await evaluate("cyclegan", { judge: join(root, "other") });
    expect(found.metrics).toHaveProperty("diversity");
    expect(found.leftOut).toHaveProperty("accuracy");
  });
});
