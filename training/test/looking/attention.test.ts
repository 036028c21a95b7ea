import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";

import { buildUgatit } from "../../../src/net/families";
import { loadBackend } from "../../src/backend/load";
import { exportModelFolder } from "../../src/export/model-folder";
import { attentionGrid } from "../../src/looking/attention";
import { readSquare } from "../../src/looking/square";
import { Network } from "../../src/models/network";
import { readTrainedNet, type TrainedNet } from "../../src/models/trained-net";
import { parseRecipe, createTrainer } from "../../src/recipes";
import { RunDirectory } from "../../src/run/directory";
import { trainLoop } from "../../src/run/loop";
import { readRun } from "../../src/models/from-run";
import { DISC_SIZE, discData, makeDiscs } from "../recipes/discs";

let root = "";
let run = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-attention-"));
  run = join(root, "run");
  await makeDiscs(root);
  await loadBackend({ backend: "wasm" });
  const recipe = parseRecipe({
    recipe: "ugatit",
    size: DISC_SIZE,
    architecture: { channels: 2, residualBlocks: 1, light: true },
    discriminator: { channels: 2, globalLayers: 1, localLayers: 1 },
    data: discData,
    loop: { steps: 1, batch: 1 },
  });
  const directory = await RunDirectory.create(run, { ...recipe, recipeDirectory: "." });
  const trainer = await createTrainer(recipe, { data: root, cache: join(root, "cache"), base: root, log: () => {} });
  await trainLoop(directory, trainer, recipe.loop, () => {}, new AbortController().signal);
});

/** Mean of each channel over part of a picture. */
async function colourOf(
  png: Uint8Array,
  region: { left: number; top: number; width: number; height: number },
): Promise<number[]> {
  const part = await sharp(png).extract(region).png().toBuffer();
  return (await sharp(part).stats()).channels.map(({ mean }) => mean);
}

describe("attention", () => {
  it("shows pictures, where the net looks, and translations, of a run as of its model", async () => {
    const images = await Promise.all(
      ["00.png", "05.png"].map((name) => readSquare(join(root, "domains", "red", name), DISC_SIZE, null)),
    );
    const grid = await attentionGrid(await readTrainedNet(run), images);
    const side = DISC_SIZE + 2;
    expect(await sharp(grid).metadata()).toMatchObject({ width: 2 * side - 2, height: 3 * side - 2 });
    const tile = (png: Uint8Array, column: number, row: number): Promise<number[]> =>
      colourOf(png, { left: column * side, top: row * side, width: DISC_SIZE, height: DISC_SIZE });
    const [red = 0, , blue = 0] = await tile(grid, 0, 0);
    expect(red).toBeGreaterThan(blue + 20);

    const folder = join(root, "models", "discs");
    await exportModelFolder(await readRun(run), folder, []);
    const ofModel = await attentionGrid(await readTrainedNet(folder), images);
    // The model's weights have eight bits.
    for (const row of [0, 1, 2]) {
      const [wanted, found] = [await tile(grid, 1, row), await tile(ofModel, 1, row)];
      wanted.forEach((value, channel) => expect(Math.abs(value - (found[channel] ?? Number.NaN))).toBeLessThan(12));
    }
  });

  it("is bright where the map is high, and dark where it is low", async () => {
    const graph = buildUgatit({ channels: 1, residualBlocks: 0, light: true }, 16);
    const weights = new Map(
      graph.parameters.map(({ name, shape, role }) => {
        const length = shape.reduce((a, b) => a * b, 1);
        // Ones all the way make features that follow the picture's lightness.
        const value = role === "kernel" ? 1 / Math.max(length / (shape.at(-1) ?? 1), 1) : role === "gamma" ? 1 : 0;
        return [name, { shape, data: new Float32Array(length).fill(value) }] as const;
      }),
    );
    const net: TrainedNet = { path: "x", family: "ugatit", network: new Network(graph, weights), size: 16, dishes: [] };
    // Light on the left; what lies under the map is the same grey on both sides, or it would say the same.
    const image = tf.tensor4d(
      Float32Array.from({ length: 16 * 16 * 3 }, (_, i) => (Math.floor(i / 3) % 16 < 8 ? 0.9 : -0.9)),
      [1, 16, 16, 3],
    );
    const grid = await attentionGrid(net, [image]);
    const [left, right] = await Promise.all(
      [1, 11].map((x) => colourOf(grid, { left: x, top: 20, width: 4, height: 12 })),
    );
    // The warm end of the scale has far more red than what a lighter grey adds, which is a third of its difference.
    expect((left?.[0] ?? 0) - (right?.[0] ?? 0)).toBeGreaterThan(0.35 * 0.9 * 255 + 60);
  });

  it("is that of either way of a run; a model goes one way", async () => {
    const image = await readSquare(join(root, "domains", "blue", "00.png"), DISC_SIZE, null);
    const grids = [];
    for (const way of ["there", "back"] as const) {
      grids.push(await attentionGrid(await readTrainedNet(run, way), [image]));
    }
    expect(grids[0]).not.toEqual(grids[1]);
    await expect(readTrainedNet(join(root, "models", "discs"), "back")).rejects.toThrow(
      /goes one way: leave --way out/,
    );
  });

  it("is nothing that other families have", async () => {
    const net = { ...(await readTrainedNet(run)), family: "cyclegan", path: "runs/noodles" } as const;
    await expect(attentionGrid(net, [])).rejects.toThrow(/runs\/noodles holds a cyclegan: only a ugatit/);
  });

  it("needs a dish where one is to be found", async () => {
    const picture = join(root, "domains", "red", "00.png");
    const segmenter = join(import.meta.dirname, "../../../public/models/segmenter");
    const { network } = await readTrainedNet(segmenter);
    await sharp({ create: { width: 64, height: 64, channels: 3, background: "#000" } })
      .png()
      .toFile(join(root, "black.png"));
    await expect(readSquare(join(root, "black.png"), 16, network)).rejects.toThrow(
      /black\.png: no dish was found.*--whole/,
    );
    expect((await readSquare(picture, 16, null)).shape).toEqual([1, 16, 16, 3]);
  });
});
