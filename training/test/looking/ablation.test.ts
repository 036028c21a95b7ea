import { mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";

import { shareTable, writeAblation } from "../../src/ablation/report";
import { recipeOfShare, shareRun, type ShareResult } from "../../src/ablation/share";
import { loadBackend } from "../../src/backend/load";
import { parseRecipe } from "../../src/recipes";
import { trainRecipe } from "../../src/run/train-recipe";
import { DISC_SIZE, discData, makeDiscs } from "../recipes/discs";

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

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-ablation-"));
  out = join(root, "out");
  await makeDiscs(root);
  await loadBackend({ backend: "wasm" });
});

/** Trains a share as its job does. @returns Its result, and the steps that it trained. */
async function train(
  share: number,
  stopAfter = STEPS,
  changed = recipe,
): Promise<{ result: ShareResult | null; steps: number[] }> {
  const steps: number[] = [];
  const stop = new AbortController();
  const trained = await trainRecipe({
    recipe: recipeOfShare(changed, share),
    run: shareRun(out, share),
    data: root,
    cache: join(root, "cache"),
    base: root,
    log: () => {},
    onProgress: ({ step }) => {
      steps.push(step);
      if (step === stopAfter && stopAfter < STEPS) stop.abort();
    },
    signal: stop.signal,
  });
  return { result: trained && { share, ...trained }, steps };
}

describe("an ablation of the data's size", () => {
  it("trains each share for as long, goes on where it was stopped, and does nothing twice", async () => {
    expect(await train(0.2, 2)).toEqual({ result: null, steps: [1, 2] });
    const small = await train(0.2);
    expect(small.steps).toEqual([3, 4]);
    // A fifth of the twenty of each folder.
    expect(small.result).toMatchObject({ share: 0.2, pictures: 8, steps: STEPS });
    const whole = await train(1);
    expect(whole.result).toMatchObject({ share: 1, pictures: 40, steps: STEPS });
    expect(Object.keys(whole.result?.figures ?? {})).toContain("heldOutCycleError");
    expect(whole.result?.figures).not.toEqual(small.result?.figures);

    const checkpoint = join(shareRun(out, 0.2), "checkpoint.safetensors");
    const before = await stat(checkpoint);
    expect(await train(0.2)).toEqual({ result: small.result, steps: [] });
    expect((await stat(checkpoint)).mtimeMs).toBe(before.mtimeMs);
  });

  it("does not mix recipes", async () => {
    const other = parseRecipe({ ...recipe, seed: 9 });
    await expect(train(0.2, STEPS, other)).rejects.toThrow(/share-0\.2 holds the run of another recipe.*--out/);
  });

  it("writes its table, the figures, and the same samples of each share", async () => {
    const results = [await train(1), await train(0.2)].flatMap(({ result }) => (result ? [result] : []));
    await writeAblation(out, recipe, results, 2);
    const table = shareTable(results.toReversed());
    const lines = table.split("\n");
    expect(lines[0]).toBe("|  | 20 % | 100 % |");
    expect(lines[2]).toBe("| pictures to train on | 8 | 40 |");
    expect(lines[3]).toMatch(/^\| heldOutCycleError \| [\d.]+ \| [\d.]+ \|$/);
    expect(await readFile(join(out, "README.md"), "utf8")).toContain(table);
    const json: unknown = JSON.parse(await readFile(join(out, "ablation.json"), "utf8"));
    expect(json).toMatchObject({ recipe: "cyclegan", size: DISC_SIZE, shares: results.toReversed() });

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
