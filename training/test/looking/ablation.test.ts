import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ablate } from "../../src/ablation/ablate";
import { shareTable, writeAblation } from "../../src/ablation/report";
import { shareRun, type ShareResult } from "../../src/ablation/share";
import { Places } from "../../src/jobs/places";
import { parseRecipe } from "../../src/recipes";
import { DISC_SIZE, discData, makeDiscs } from "../recipes/discs";

const SLOW = 300_000;
const STEPS = 4;
const recipe = parseRecipe({
  recipe: "cyclegan",
  size: DISC_SIZE,
  architecture: { channels: 2, residualBlocks: 1 },
  discriminator: { channels: 2, layers: 1 },
  data: discData,
  loop: { steps: STEPS, batch: 2, logEvery: 1, sampleEvery: 2 },
});
let root = "";
let out = "";

let results: ShareResult[] = [];

/** Trains and measures two shares as the command does, in one thread. */
const run = (changed = recipe): Promise<ShareResult[]> =>
  ablate(
    { recipe: changed, shares: [0.2, 1], base: root, out, metrics: ["cycle"] },
    {
      places: new Places({ data: root, shared: root }),
      threads: 1,
      backend: { backend: "wasm" },
      tell: () => undefined,
    },
  );

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-ablation-"));
  out = join(root, "out");
  await makeDiscs(root);
  results = await run();
}, SLOW);
afterAll(() => rm(root, { recursive: true, force: true }));

describe("an ablation of the data's size", () => {
  it("trains each share for as long, and measures it on the same pictures", () => {
    expect(results).toMatchObject([
      // A fifth of the twenty of each folder.
      { share: 0.2, pictures: 8, steps: STEPS },
      { share: 1, pictures: 40, steps: STEPS },
    ]);
    const [small, whole] = results;
    expect(Object.keys(whole?.figures ?? {})).toContain("heldOutCycleError");
    expect(whole?.figures).not.toEqual(small?.figures);
    expect(Object.keys(whole?.metrics ?? {})).toEqual(["cycle"]);
    expect(whole?.metrics).not.toEqual(small?.metrics);
  });

  it(
    "does nothing twice, and does not mix recipes",
    async () => {
      const checkpoint = join(shareRun(out, 0.2), "checkpoint.safetensors");
      const before = await stat(checkpoint);
      expect(await run()).toEqual(results);
      expect((await stat(checkpoint)).mtimeMs).toBe(before.mtimeMs);
      await expect(run(parseRecipe({ ...recipe, seed: 9 }))).rejects.toThrow(
        /share-0\.2 holds the run of another recipe.*--out/,
      );
    },
    SLOW,
  );

  it("writes its table, the figures, and the same samples of each share", async () => {
    await writeAblation(out, recipe, results.toReversed(), 2);
    const table = shareTable(results);
    const lines = table.split("\n");
    expect(lines[0]).toBe("|  | 20 % | 100 % |");
    expect(lines[2]).toBe("| pictures to train on | 8 | 40 |");
    expect(lines[3]).toMatch(/^\| heldOutCycleError \| [\d.]+ \| [\d.]+ \|$/);
    expect(lines.at(-1)).toMatch(/^\| cycle: .* \| [\d.]+.* \| [\d.]+.* \|$/);
    expect(await readFile(join(out, "README.md"), "utf8")).toContain(table);
    const json: unknown = JSON.parse(await readFile(join(out, "ablation.json"), "utf8"));
    expect(json).toMatchObject({ recipe: "cyclegan", size: DISC_SIZE, shares: results });

    const { data, info } = await sharp(join(out, "samples.png")).raw().toBuffer({ resolveWithObject: true });
    const strip = 2 * (DISC_SIZE + 2) - 2;
    expect(info.height).toBe(2 * strip + 8);
    // Sample grids have six tiles in a row: a picture of each folder, its translation, and the way back.
    const left = info.width - (6 * (DISC_SIZE + 2) - 2);
    const tileAt = (x: number, y: number): number[] =>
      Array.from({ length: DISC_SIZE }, (_, row) => [
        ...data.subarray(((y + row) * info.width + x) * 3, ((y + row) * info.width + x + DISC_SIZE) * 3),
      ]).flat();
    const second = strip + 8;
    expect(tileAt(left, 0)).toEqual(tileAt(left, second));
    expect(tileAt(left + DISC_SIZE + 2, 0)).not.toEqual(tileAt(left + DISC_SIZE + 2, second));
    const label = (y: number): string => data.subarray(y * info.width * 3, (y + strip) * info.width * 3).join();
    expect(label(0)).not.toBe(label(second));
  });
});
