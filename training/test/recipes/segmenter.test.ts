import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../../src/backend/load";
import { coverScene } from "../../src/data/cover";
import { defocus } from "../../src/data/defocus";
import { imagesInMemory } from "../../src/data/image-set";
import { createRandom } from "../../src/data/random";
import { relight } from "../../src/data/relight";
import { randomTexture } from "../../src/data/texture";
import { loadUnlabelled } from "../../src/data/unlabelled";
import { pseudoLabels, segmentationLoss } from "../../src/losses/segmentation";
import { makeMaskedBatch, makeUnlabelledBatch, type SegmenterBatchOptions } from "../../src/recipes/segmenter-batch";
import { RunDirectory } from "../../src/run/directory";
import { train, trainerOf } from "./discs";

const SIZE = 16;
const CELLS = SIZE * SIZE;
const SOURCE = 32;
const seeds = fc.integer({ min: 0, max: 1 << 30 });

let root = "";

/** Light plates on a dark table, some with food alone marked, and pictures without masks. */
async function makeScenes(): Promise<void> {
  const segmentation = join(root, "segmentation");
  await mkdir(join(segmentation, "images"), { recursive: true });
  await mkdir(join(segmentation, "masks"), { recursive: true });
  await mkdir(join(root, "domains", "soup"), { recursive: true });
  const disc = (radius: number, fill: string): Buffer =>
    Buffer.from(
      `<svg width="${SOURCE}" height="${SOURCE}"><circle cx="16" cy="16" r="${radius}" fill="${fill}"/></svg>`,
    );
  const picture = (radius: number): Promise<Buffer> =>
    sharp(disc(radius, "#eed")).flatten({ background: "#432" }).png().toBuffer();
  for (let i = 0; i < 8; i++) {
    for (const [prefix, value] of [
      ["plate", 2],
      ["food", 1],
    ] as const) {
      await writeFile(join(segmentation, "images", `${prefix}_${i}.png`), await picture(6 + i));
      const mask = await sharp(disc(6 + i, "#fff"))
        .flatten({ background: "#000" })
        .extractChannel(0)
        .threshold(128)
        .linear(value / 255, 0)
        .png()
        .toBuffer();
      await writeFile(join(segmentation, "masks", `${prefix}_${i}.png`), mask);
    }
    await writeFile(join(root, "domains", "soup", `${i}.png`), await picture(9));
  }
}

const recipe = (channels: readonly number[], changes: object = {}): Record<string, unknown> => ({
  recipe: "segmenter",
  size: SIZE,
  architecture: { channels, classes: 2 },
  data: {
    prefix: "plate_",
    dishValue: 2,
    holdOut: { modulo: 4, remainders: [3] },
    food: { prefixes: ["food_"] },
    unlabelled: { dishes: ["domains/soup"] },
  },
  emaDecay: 0.9,
  consistency: { batch: 2, rampSteps: 2 },
  loop: { steps: 20, batch: 5 },
  ...changes,
});

const plates = (): { images: ReturnType<typeof imagesInMemory>; masks: ReturnType<typeof imagesInMemory> } => {
  const random = createRandom(7);
  const bytes = SOURCE * SOURCE;
  return {
    images: imagesInMemory(
      SOURCE,
      3,
      Uint8Array.from({ length: 4 * bytes * 3 }, () => random.below(256)),
    ),
    masks: imagesInMemory(
      SOURCE,
      1,
      Uint8Array.from({ length: 4 * bytes }, (_, p) => (p % SOURCE > 8 && p % SOURCE < 26 ? 255 : 0)),
    ),
  };
};

const options = (seed: number, changes: Partial<SegmenterBatchOptions> = {}): SegmenterBatchOptions => ({
  seed,
  size: SIZE,
  foodShare: 0.5,
  pasteChance: 0.5,
  trayChance: 0.5,
  coverChance: 0.5,
  lightChance: 0.5,
  blurChance: 0.5,
  loop: { batch: 4 },
  consistency: { batch: 3 },
  ...changes,
});

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-segmenter-"));
  await makeScenes();
  await loadBackend({ backend: "cpu" });
});

describe("changes of a scene", () => {
  const changes = { relight, defocus, coverScene };
  it.each(["relight", "defocus", "coverScene"] as const)("%s stays in the range and in its place", (name) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = createRandom(seed);
        const pixels = Float32Array.from({ length: 3 * CELLS * 3 }, () => random.between(-1, 1));
        const before = pixels.slice();
        changes[name](random, { size: SIZE, pixels, first: CELLS });
        expect(pixels.subarray(0, CELLS * 3)).toEqual(before.subarray(0, CELLS * 3));
        expect(pixels.subarray(CELLS * 6)).toEqual(before.subarray(CELLS * 6));
        expect(pixels.every((value) => value >= -1 && value <= 1)).toBe(true);
        expect(pixels).not.toEqual(before);
      }),
      { numRuns: 30 },
    );
  });

  it("leaves a picture of one colour as it is when it is out of focus", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const pixels = new Float32Array(CELLS * 3).fill(0.25);
        defocus(createRandom(seed), { size: SIZE, pixels, first: 0 });
        for (const value of pixels) expect(value).toBeCloseTo(0.25, 5);
      }),
      { numRuns: 20 },
    );
  });
});

describe("textures", () => {
  it("mix two colours, and now and then leave one as it is", () => {
    let plain = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const texture = randomTexture(createRandom(seed));
        const shares = Array.from({ length: 400 }, (_, i) => texture((i % 20) / 20, Math.floor(i / 20) / 20));
        expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
        if (new Set(shares).size === 1) plain += 1;
      }),
      { numRuns: 60 },
    );
    expect(plain).toBeGreaterThan(0);
    expect(plain).toBeLessThan(50);
  });
});

describe("masks of changed scenes", () => {
  const values = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync());

  it("lose what covers them, and nothing else", () => {
    let lost = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const [bare, covered] = [0, 1].map((coverChance) =>
          values(makeMaskedBatch(plates(), null, options(seed, { coverChance }), 0).mask),
        );
        expect(covered?.every((value, p) => value <= (bare?.[p] ?? 0))).toBe(true);
        lost += covered?.filter((value, p) => value < (bare?.[p] ?? 0)).length ?? 0;
        const again = values(
          makeMaskedBatch(plates(), null, options(seed, { coverChance: 0, lightChance: 1 }), 0).mask,
        );
        expect(again).toEqual(bare);
      }),
      { numRuns: 20 },
    );
    expect(lost).toBeGreaterThan(CELLS / 4);
  });

  it("count in full where dishes are marked, and where food is marked on the food alone", () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, covers) => {
        const coverChance = covers ? 1 : 0;
        const batch = makeMaskedBatch(plates(), plates(), options(seed, { coverChance }), 0);
        const [mask, weight] = [values(batch.mask), values(batch.weight)];
        expect(weight.subarray(0, 2 * CELLS).every((value) => value === 1)).toBe(true);
        const [food, believed] = [mask.subarray(2 * CELLS), weight.subarray(2 * CELLS)];
        expect(food.every((value, p) => value <= (believed[p] ?? 0))).toBe(true);
        // Only what was drawn over is known to be no dish.
        if (!covers) expect(believed).toEqual(food);
      }),
      { numRuns: 20 },
    );
  });

  it("are the same for both views of a picture without one, but for what covers it", () => {
    const batch = makeUnlabelledBatch(plates(), options(3, { coverChance: 1, lightChance: 0, blurChance: 0 }), 0);
    expect(batch.clean.shape).toEqual([3, SIZE, SIZE, 3]);
    expect(values(batch.covered).some((value) => value === 1)).toBe(true);
    expect(values(batch.certain).some((value) => value === 1)).toBe(true);
    expect(values(batch.clean)).not.toEqual(values(batch.strong));
  });
});

describe("segmentationLoss", () => {
  const random = createRandom(5);
  const logits = tf.tensor4d(
    Float32Array.from({ length: 2 * 16 * 2 }, () => random.normal()),
    [2, 4, 4, 2],
  );
  const mask = tf.tensor4d(
    Float32Array.from({ length: 2 * 16 }, () => random.below(2)),
    [2, 4, 4, 1],
  );
  const weight = tf.tensor4d(
    Float32Array.from({ length: 2 * 16 }, (_, p) => (p < 16 ? p % 2 : 0)),
    [2, 4, 4, 1],
  );

  it("has no gradient where nothing is known, and one elsewhere", () => {
    const gradient = tf
      .grad((x: tf.Tensor) => segmentationLoss(x as tf.Tensor4D, mask, weight))(logits)
      .dataSync();
    const counts = weight.dataSync();
    gradient.forEach((value, i) => {
      if (counts[i >> 1] === 0) expect(value).toBe(0);
      else expect(Math.abs(value)).toBeGreaterThan(0);
    });
  });

  it("does not depend on the label of what does not count", () => {
    const other = tf.where(tf.greater(weight, 0), mask, tf.sub(1, mask));
    const [a, b] = [mask, other].map((labels) => segmentationLoss(logits, labels, weight).dataSync()[0]);
    expect(b).toBeCloseTo(a ?? Number.NaN, 6);
  });
});

describe("pseudoLabels", () => {
  it("believes the confident, the certain and the covered", () => {
    const row = (...values: number[]): tf.Tensor4D => tf.tensor4d(values, [1, 1, values.length, 1]);
    const dish = row(0.95, 0.6, 0.05, 0.6, 0.95);
    const teacher = tf.concat<tf.Tensor4D>([tf.sub(1, dish), dish], 3);
    const labels = pseudoLabels(teacher, row(0, 0, 0, 1, 1), row(0, 0, 0, 0, 1), 0.9);
    expect([...labels.weight.dataSync()]).toEqual([1, 0, 1, 1, 1]);
    expect([...labels.mask.dataSync()].filter((_, i) => i !== 1)).toEqual([1, 0, 1, 0]);
  });
});

describe("the segmenter recipe", () => {
  it("learns from all three kinds of pictures", async () => {
    const trainer = await trainerOf(root, recipe([4, 6]));
    const history = train(trainer, 0, 20);
    expect(history[0]).toHaveProperty("consistency");
    const mean = (from: number): number => {
      const losses = history.slice(from, from + 5).map(({ loss }) => loss ?? Number.NaN);
      return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    };
    expect(mean(15)).toBeLessThan(mean(0));
  });

  it("keeps as many tensors as it had", async () => {
    const trainer = await trainerOf(root, recipe([4, 6]));
    train(trainer, 0, 2);
    const before = tf.memory().numTensors;
    train(trainer, 2, 4);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("starts from what fits of another run", async () => {
    const path = join(root, "shallow");
    const shallow = await trainerOf(root, recipe([4, 6]));
    const saved = await shallow.save();
    const run = await RunDirectory.create(path, {});
    await run.saveCheckpoint({ step: 0, images: 0 }, saved);
    const deep = await (await trainerOf(root, recipe([4, 6, 8], { warmStart: path, seed: 9 }))).save();
    const taken = [...deep].filter(([name, { data }]) => name.startsWith("weights/encoder.1") && data.length > 100);
    expect(taken.length).toBeGreaterThan(0);
    for (const [name, { data }] of taken) expect(data).toEqual(saved.get(name.replace("weights/", "ema/"))?.data);
    await expect(trainerOf(root, recipe([5, 7], { warmStart: path, size: SIZE }))).resolves.toBeDefined();
    await expect(trainerOf(root, recipe([4, 6], { warmStart: join(root, "nowhere") }))).rejects.toThrow(/nowhere/);
  });
});

describe("pictures without masks", () => {
  const paths = (): Parameters<typeof loadUnlabelled>[1] => ({
    data: root,
    cache: join(root, "cache"),
    log: () => undefined,
  });
  const load = (unlabelled: { scenes?: string[]; dishes?: string[] }): ReturnType<typeof loadUnlabelled> =>
    loadUnlabelled(
      { unlabelled: { scenes: [], dishes: [], middle: 0.25, ...unlabelled }, share: 1, shareSeed: 1 },
      paths(),
    );

  it("are dish in the middle where they show one", async () => {
    const dishes = await load({ dishes: ["domains/soup"] });
    const share = (dishes?.masks.picture(0).filter((value) => value === 255).length ?? 0) / 160 ** 2;
    expect(share).toBeCloseTo(Math.PI * 0.25 ** 2, 2);
    const scenes = await load({ scenes: ["domains/soup"] });
    expect(scenes?.images.count).toBe(8);
    expect(scenes?.masks.picture(0).every((value) => value === 0)).toBe(true);
  });

  it("may be none, and a missing folder is named", async () => {
    expect(await load({})).toBeNull();
    await expect(load({ dishes: ["domains/stew"] })).rejects.toThrow(/domains\/stew/);
  });
});
