import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";

import { buildClassifier } from "../../src/net/families/classifier";
import { loadBackend } from "../src/backend/load";
import { blackBackground } from "../src/curation/background";
import { cluster } from "../src/curation/cluster";
import type { EdgeOptions } from "../src/curation/edge-drawing";
import { drawEdges } from "../src/curation/edges";
import { embed } from "../src/curation/embed";
import { Embeddings } from "../src/curation/embeddings";
import { HashIndex } from "../src/curation/hash-index";
import { importPictures } from "../src/curation/import";
import { kMeans } from "../src/curation/k-means";
import { Manifest } from "../src/curation/manifest";
import { makeMasks } from "../src/curation/masks";
import type { Hash } from "../src/curation/perceptual-hash";
import { rank } from "../src/curation/rank";
import { split } from "../src/curation/split";
import { writeStats } from "../src/curation/stats";
import { readFeatureNet } from "../src/models/feature-net";
import { RunDirectory } from "../src/run/directory";
import { Parameters } from "../src/run/parameters";
import { texture } from "./pictures";
import { tinyRecipes } from "./tiny";

const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), "mealshift-steps-"));
const nothing = (): void => undefined;

/** A set of `count` textures in each category, imported from folders. */
async function makeSet(categories: readonly string[], count: number): Promise<string> {
  const directory = await temporary();
  for (const [c, category] of categories.entries()) {
    await mkdir(join(directory, "in", category), { recursive: true });
    for (let i = 0; i < count; i++) {
      await texture(1 + c * 100 + i, 48, 48)
        .jpeg()
        .toFile(join(directory, "in", category, `${i}.jpg`));
    }
  }
  const set = join(directory, "set");
  await Manifest.use(set, { create: true }, (manifest) =>
    importPictures(manifest, join(directory, "in"), { maxSide: 256, minSide: 16 }, nothing),
  );
  return set;
}

/** A run of a classifier that has learnt nothing. */
async function makeRun(classes: readonly string[]): Promise<string> {
  const directory = join(await temporary(), "run");
  const recipe = tinyRecipes.classifier("", 1);
  const run = await RunDirectory.create(directory, {
    ...recipe,
    data: { domains: classes, storedSize: 40 },
    recipeDirectory: ".",
  });
  const graph = buildClassifier({ channels: [4, 6], classes: classes.length, dropout: 0 }, 32);
  await run.saveCheckpoint({ step: 1 }, new Map(await new Parameters(graph, 1).save("ema/")));
  return directory;
}

/** Embeddings that a net might have given: the i-th picture of a category points along axis `i % axes`. */
async function inventEmbeddings(set: string, classes: readonly string[], axes: number): Promise<void> {
  const embeddings = await Embeddings.openFor(set, { path: "net", sha256: "0", classes: [...classes] });
  await Manifest.use(set, {}, (manifest) =>
    embeddings.add(
      manifest.kept().map(({ sha256, picture }) => {
        const i = Number(/(\d+)\.jpg$/.exec(picture)?.[1]);
        const features = Float32Array.from({ length: axes }, (_, axis) => (axis === i % axes ? 1 + i / 8 : 0.01));
        return [sha256, { features, probabilities: Float32Array.of(i / 8, 1 - i / 8) }];
      }),
    ),
  );
}

function bitsApart(a: Hash, b: Hash): number {
  let apart = 0;
  for (let bit = 0; bit < 64; bit++) {
    const half = bit < 32 ? 0 : 1;
    if (((a[half] >>> (bit % 32)) & 1) !== ((b[half] >>> (bit % 32)) & 1)) apart++;
  }
  return apart;
}

describe("HashIndex", () => {
  const word = fc.integer({ min: 0, max: 0xffffffff });
  it("finds all that is near, and nothing else", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(word, word), { maxLength: 12 }),
        fc.array(fc.array(fc.nat(63), { maxLength: 14 }), { maxLength: 12 }),
        fc.nat(31),
        (hashes, flips, threshold) => {
          const base: Hash = hashes[0] ?? [0, 0];
          // Some that differ from the first in a few bits, or else hardly any would be near.
          const near = flips.map((bits) =>
            bits.reduce<Hash>(([high, low], bit) => {
              const mask = 1 << (bit % 32);
              return bit < 32 ? [(high ^ mask) >>> 0, low] : [high, (low ^ mask) >>> 0];
            }, base),
          );
          const index = new HashIndex(threshold);
          const all: Hash[] = [...hashes, ...near];
          all.forEach((hash) => index.add(hash));
          const expected = all.flatMap((hash, number) => (bitsApart(hash, base) <= threshold ? [number] : []));
          const found = index.near(base).map(({ number }) => number);
          expect(found.toSorted((a, b) => a - b)).toEqual(expected);
        },
      ),
    );
  });
});

describe("kMeans", () => {
  it("finds clusters that stand apart, whatever the seed, the largest first", () => {
    fc.assert(
      fc.property(fc.nat(1000), (seed) => {
        const points = Array.from({ length: 60 }, (_, i) => {
          const centre = i % 6 < 3 ? 0 : i % 6 < 5 ? 10 : 20;
          return Float32Array.of(centre + Math.sin(i), centre + Math.cos(i));
        });
        const { assignment } = kMeans(points, 3, seed);
        expect(assignment).toEqual(points.map((_, i) => (i % 6 < 3 ? 0 : i % 6 < 5 ? 1 : 2)));
      }),
      { numRuns: 20 },
    );
  });

  it("copes with points that are all alike", () => {
    const points = Array.from({ length: 5 }, () => Float32Array.of(1, 2));
    expect(kMeans(points, 3, 1).distances).toEqual([0, 0, 0, 0, 0]);
  });
});

describe("data embed", () => {
  beforeAll(() => loadBackend({ backend: "cpu" }));

  it("embeds each picture once, goes on after a kill, and refuses another net", async () => {
    const set = await makeSet(["a", "b"], 3);
    const path = await makeRun(["a", "b"]);
    const net = await readFeatureNet(path);
    const run = () => Manifest.use(set, {}, (manifest) => embed(manifest, net, path, { backend: { backend: "cpu" } }));
    expect(await run()).toEqual({ embedded: 6, known: 0 });
    expect(await run()).toEqual({ embedded: 0, known: 6 });
    const { rows, model } = await Embeddings.read(set);
    expect(model.classes).toEqual(["a", "b"]);
    for (const { features, probabilities } of rows.values()) {
      expect(features.length).toBe(6);
      expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 2);
    }
    const other = { ...net, sha256: "another" };
    await expect(Manifest.use(set, {}, (manifest) => embed(manifest, other, path))).rejects.toThrow(
      /features of two nets/,
    );
    const file = join(set, "embeddings", "000000.safetensors");
    await writeFile(file, (await readFile(file)).subarray(0, 100));
    await expect(run()).rejects.toThrow(/000000\.safetensors is damaged/);
    await rm(file);
    expect(await run()).toEqual({ embedded: 6, known: 0 });
  });
});

describe("data rank and cluster", () => {
  it("keep what the recogniser is surest of, and the clusters that were not dropped", async () => {
    const set = await makeSet(["a", "b", "c"], 8);
    await inventEmbeddings(set, ["a", "b"], 2);
    await Manifest.use(set, {}, async (manifest) => {
      const told: string[] = [];
      const ranked = await rank(manifest, { share: 0.75 }, (text) => told.push(text));
      expect(ranked.map(({ category, kept, dropped }) => [category, kept, dropped])).toEqual([
        ["a", 6, 2],
        ["b", 6, 2],
      ]);
      expect(told.length).toBe(1);
      expect(manifest.of("rank").get("a/0.jpg")).toMatchObject({ keep: false, reason: "place 8 of 8 by confidence" });
      expect(manifest.of("rank").get("b/7.jpg")?.keep).toBe(false);
      await expect(rank(manifest, { category: "c", share: 1 }, nothing)).rejects.toThrow(/knows no c, only a, b/);

      // Pictures 2 to 7 of a are left: three on each axis.
      const clusters = await cluster(manifest, { category: "a", k: 2, seed: 1 });
      expect(clusters).toMatchObject({ sizes: [3, 3], kept: 6, dropped: 0 });
      for (const sheet of clusters.sheets) expect((await sharp(sheet).metadata()).format).toBe("jpeg");
      const even = manifest.of("cluster").get("a/2.jpg")?.cluster ?? -1;
      expect(await cluster(manifest, { category: "a", seed: 1, drop: [even] })).toMatchObject({ kept: 3, dropped: 3 });
      const left = manifest.kept().filter(({ category }) => category === "a");
      expect(left.map(({ picture }) => picture)).toEqual(["a/3.jpg", "a/5.jpg", "a/7.jpg"]);
      await expect(cluster(manifest, { category: "a", seed: 1, drop: [2] })).rejects.toThrow(/clusters are 0 to 1/);

      const lines = await readFile(join(set, "manifest.jsonl"), "utf8");
      await rank(manifest, { share: 0.75 }, nothing);
      expect(await cluster(manifest, { category: "a", k: 2, seed: 1 })).toMatchObject({ kept: 3, dropped: 3 });
      expect(await readFile(join(set, "manifest.jsonl"), "utf8")).toBe(lines);
    });
  });
});

const disc = (colour: string, ground: string): Buffer =>
  Buffer.from(
    `<svg width="96" height="80"><rect width="96" height="80" fill="${ground}"/><circle cx="50" cy="42" r="28" fill="${colour}"/></svg>`,
  );

describe("data masks and background", () => {
  it("turn a box into a mask, and what is outside the mask black", async () => {
    const directory = await temporary();
    await mkdir(join(directory, "in", "1"), { recursive: true });
    await sharp(disc("#c43", "#368"))
      .png()
      .toFile(join(directory, "in", "1", "7.png"));
    await writeFile(join(directory, "in", "1", "bb_info.txt"), "img x1 y1 x2 y2\n7 18 10 82 74\n");
    const set = join(directory, "set");
    await Manifest.use(set, { create: true }, async (manifest) => {
      await importPictures(manifest, join(directory, "in"), { maxSide: 256, minSide: 16 }, nothing);
      expect(await makeMasks(manifest, { size: 96, ellipse: 4 })).toMatchObject({ made: 1, known: 0 });
      expect(await makeMasks(manifest, { size: 96, ellipse: 4 })).toMatchObject({ made: 0, known: 1 });
      expect(await makeMasks(manifest, { size: 96, ellipse: 5 })).toMatchObject({ made: 1, known: 0 });
      const mask = await sharp(join(set, "masks/1/7.png")).extractChannel(0).raw().toBuffer();
      const truth = await sharp(disc("#fff", "#000")).extractChannel(0).threshold(128).raw().toBuffer();
      const wrong = truth.filter((value, i) => value !== mask[i]).length;
      expect(wrong).toBeLessThan(60);

      await blackBackground(manifest, { square: 0.1 });
      const { data, info } = await sharp(join(set, "background/1/7.png")).raw().toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([67, 67]);
      const at = (x: number, y: number) => [...data.subarray((y * 67 + x) * 3, (y * 67 + x) * 3 + 3)];
      expect([at(2, 2), at(33, 33)]).toEqual([
        [0, 0, 0],
        [0xcc, 0x44, 0x33],
      ]);
    });
  });

  it("takes a picture's own transparency, and tells of pictures that have neither", async () => {
    const directory = await temporary();
    await mkdir(join(directory, "in", "sushi"), { recursive: true });
    await sharp(disc("#c43", "none"))
      .png()
      .toFile(join(directory, "in", "sushi", "clear.png"));
    await texture(3, 40, 40)
      .png()
      .toFile(join(directory, "in", "sushi", "opaque.png"));
    const set = join(directory, "set");
    await Manifest.use(set, { create: true }, async (manifest) => {
      await importPictures(manifest, join(directory, "in"), { maxSide: 256, minSide: 16 }, nothing);
      expect(await blackBackground(manifest, {})).toEqual({ made: 1, known: 0, passedOver: 1 });
      expect(manifest.of("background").get("sushi/opaque.png")?.reason).toMatch(/neither transparency nor a mask/);
      const data = await sharp(join(set, "background/sushi/clear.png")).raw().toBuffer();
      expect([...data.subarray(0, 3)]).toEqual([0, 0, 0]);
      await expect(makeMasks(manifest, { size: 96, ellipse: 4 })).rejects.toThrow(/has no boxes/);
    });
  });
});

describe("data edges", () => {
  it("draws a thin closed outline beside the photograph", async () => {
    const directory = await temporary();
    await mkdir(join(directory, "in", "a"), { recursive: true });
    await sharp(disc("#c43", "#368"))
      .png()
      .toFile(join(directory, "in", "a", "disc.png"));
    await sharp({ create: { width: 64, height: 64, channels: 3, background: "#777" } })
      .png()
      .toFile(join(directory, "in", "a", "flat.png"));
    const set = join(directory, "set");
    const options: EdgeOptions = { size: 64, smoothing: 1, strong: 0.04, weak: 0.4, shortest: 12, layout: "pairs" };
    await Manifest.use(set, { create: true }, async (manifest) => {
      await importPictures(manifest, join(directory, "in"), { maxSide: 256, minSide: 16 }, nothing);
      expect(await drawEdges(manifest, options)).toEqual({ made: 1, known: 0, passedOver: 1 });
      const { data, info } = await sharp(join(set, "edges/pairs/a/disc.png"))
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([128, 64]);
      const lines: number[] = [];
      for (let y = 0; y < 64; y++) {
        for (let x = 0; x < 64; x++)
          if ((data[(y * 128 + x) * info.channels] ?? 255) < 128) lines.push(Math.hypot(x - 33.1, y - 33.1));
      }
      // A circle of radius 22.4 has 141 pixels of line; a diagonal step covers more than one.
      expect(lines.length).toBeGreaterThan(105);
      expect(lines.length).toBeLessThan(175);
      expect(Math.max(...lines.map((radius) => Math.abs(radius - 22.4)))).toBeLessThan(2);

      await drawEdges(manifest, { ...options, layout: "folders" });
      expect(await readdir(join(set, "edges/lines/a"))).toEqual(["disc.png"]);
      expect(await readdir(join(set, "edges/photos/a"))).toEqual(["disc.jpg"]);
      await expect(drawEdges(manifest, { ...options, weak: 2 })).rejects.toThrow(/shares/);
    });
  });
});

describe("data split and stats", () => {
  it("never parts near-twins or one source, holds out of every category, and is the same again", async () => {
    const directory = await temporary();
    for (const category of ["a", "b"]) {
      await mkdir(join(directory, "in", category), { recursive: true });
      for (let i = 0; i < 20; i++) {
        // Every picture is there twice, as another size; bowl 0 to 4 were taken in one place.
        const seed = (category === "a" ? 0 : 500) + (i >> 1);
        await texture(seed, 60 - (i % 2) * 20, 50)
          .jpeg()
          .toFile(join(directory, "in", category, `${i < 5 ? "place" : `p${i}`}_${i}.jpg`));
      }
    }
    const set = join(directory, "set");
    await Manifest.use(set, { create: true }, async (manifest) => {
      await importPictures(manifest, join(directory, "in"), { maxSide: 256, minSide: 16 }, nothing);
      const options = { share: 0.3, by: "twins", pattern: "([ab]/place)", threshold: 8, colours: 20, seed: 1 } as const;
      const told: string[] = [];
      const result = await split(manifest, options, (text) => told.push(text));
      expect(told).toEqual([]);
      const sideOf = (picture: string) => manifest.of("split").get(picture)?.side;
      for (const category of ["a", "b"]) {
        const sides = result.categories[category];
        expect(sides?.["held-out"]).toBeGreaterThanOrEqual(2);
        expect(sides?.["held-out"]).toBeLessThanOrEqual(6);
        const names = manifest.kept().filter((picture) => picture.category === category);
        const byNumber = new Map(names.map(({ picture }) => [Number(/_(\d+)/.exec(picture)?.[1]), sideOf(picture)]));
        for (let i = 0; i < 20; i += 2) expect(byNumber.get(i)).toBe(byNumber.get(i + 1));
        expect(new Set([0, 1, 2, 3, 4].map((i) => byNumber.get(i))).size).toBe(1);
        expect((await readdir(join(set, "split/held-out", category))).length).toBe(sides?.["held-out"]);
        expect((await readdir(join(set, "split/train", category))).length).toBe(sides?.train);
      }
      const lines = await readFile(join(set, "manifest.jsonl"), "utf8");
      await split(manifest, options, nothing);
      expect(await readFile(join(set, "manifest.jsonl"), "utf8")).toBe(lines);

      await split(manifest, { ...options, by: "folder" }, (text) => told.push(text));
      expect(told).toEqual(
        ["a", "b"].map((name) => `${name} is all of one source or alike: nothing of it can be held out`),
      );
    });
  });

  it("writes a page with every picture's category, without scripts, and escapes what it shows", async () => {
    const set = await makeSet(["a<b>", "c"], 3);
    await Manifest.use(set, {}, async (manifest) => {
      await manifest.append([{ step: "dedupe", picture: "c/1.jpg", keep: false, reason: 'like "c/0.jpg"' }]);
      const page = await readFile(await writeStats(manifest), "utf8");
      expect(page).toContain("5 of 6 pictures");
      expect(page).toContain("a&lt;b&gt;: 3 kept");
      expect(page).toContain("like &quot;c/0.jpg&quot;");
      expect(page).not.toMatch(/<script|https?:\/\/|a<b>/);
      expect(page.match(/data:image\/jpeg/g)?.length).toBe(6);
    });
  });

  it("does a picture's steps again when its source changed", async () => {
    const set = await makeSet(["a"], 2);
    const source = join(set, "..", "in", "a", "1.jpg");
    await Manifest.use(set, {}, async (manifest) => {
      await manifest.append([{ step: "dedupe", picture: "a/1.jpg", keep: false }]);
      await texture(77, 50, 50).jpeg().toFile(source);
      await utimes(source, new Date(), (await stat(source)).mtimeMs / 1000 + 5);
      const again = await importPictures(manifest, join(set, "..", "in"), { maxSide: 256, minSide: 16 }, nothing);
      expect(again).toMatchObject({ imported: 1, known: 1 });
      expect(manifest.of("dedupe").size).toBe(0);
      expect(manifest.kept().length).toBe(2);
    });
  });
});
