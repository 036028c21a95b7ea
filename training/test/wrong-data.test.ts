import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import sharp, { type Sharp } from "sharp";
import * as v from "valibot";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { decodeSquare } from "../src/data/decode";
import { domainDataSchema, loadDomains } from "../src/data/domains";
import { cachedOrDecoded } from "../src/data/image-cache";
import { loadImages } from "../src/data/images";
import { loadDcganPictures } from "../src/recipes/dcgan-batch";
import { texture } from "./pictures";

let root = "";
let said: string[] = [];

const context = () => ({
  data: root,
  cache: join(root, "cache"),
  base: root,
  log: (line: string): void => void said.push(line),
});
const inside = (...parts: string[]): string => join(root, "domains", ...parts);

/** Two dishes of six pictures: one is a text, one breaks off, and the others are all that a folder may hold. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-wrong-"));
  for (const domain of ["noodles", "rice", "empty"]) await mkdir(inside(domain), { recursive: true });
  for (let i = 0; i < 6; i++)
    await texture(i, 48, 48)
      .jpeg()
      .toFile(inside("rice", `${i}.jpg`));
  await writeFile(inside("noodles", "0-text.jpg"), "this is no picture\n".repeat(50));
  await texture(20, 400, 300).jpeg().toFile(inside("noodles", "1-truncated.jpg"));
  await truncate(inside("noodles", "1-truncated.jpg"), 2500);
  await texture(21, 20_000, 40).jpeg().toFile(inside("noodles", "2-wide.jpg"));
  await texture(22, 64, 48).toColourspace("cmyk").jpeg().toFile(inside("noodles", "3-cmyk.jpg"));
  await texture(23, 64, 48).toColourspace("rgb16").png().toFile(inside("noodles", "4-deep.png"));
  await halves().withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toFile(inside("noodles", "5-turned.jpg"));
});

beforeEach(() => {
  said = [];
});

/** Left black, right white. */
function halves(): Sharp {
  const cells = Uint8Array.from([0, 0, 0, 255, 255, 255]);
  const raw = { width: 2, height: 1, channels: 3 } as const;
  return sharp(cells, { raw }).resize(64, 64, { kernel: "nearest", fit: "fill" });
}

const noodlesAndRice = (more: object = {}) =>
  v.parse(domainDataSchema, {
    domains: ["noodles", "rice"],
    storedSize: 16,
    holdOut: { block: 1, modulo: 6, remainder: 5 },
    ...more,
  });

describe("pictures that cannot be read", () => {
  it("are told by file name and left out, once with the same words", async () => {
    const first = await loadDomains(noodlesAndRice(), context(), "train");
    expect(first.labels).toEqual([0, 0, 0, 1, 1, 1, 1, 1]);
    expect(first.byDomain).toEqual([
      [0, 1, 2],
      [3, 4, 5, 6, 7],
    ]);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/left out: [^]*0-text\.jpg cannot be read[^]*1-truncated\.jpg cannot be read/);
    expect(said[0]).not.toMatch(/2-wide|3-cmyk|4-deep/);

    const again = await loadDomains(noodlesAndRice(), context(), "train");
    expect(said[1]).toBe(said[0]);
    for (let index = 0; index < first.images.count; index++) {
      expect([...again.images.picture(index)]).toEqual([...first.images.picture(index)]);
    }
  });

  it("are refused by name where each picture has a partner", async () => {
    const sources = ["0-text.jpg", "2-wide.jpg", "1-truncated.jpg"].map((name) => ({ path: inside("noodles", name) }));
    const options = { size: 8, channels: 3, cacheDirectory: join(root, "cache") } as const;
    await expect(loadImages(sources, options)).rejects.toThrow(/0-text\.jpg[^]*1-truncated\.jpg/);
  });

  it("leave a folder of theirs alone empty, which is an error", async () => {
    await mkdir(join(root, "broken"), { recursive: true });
    await writeFile(join(root, "broken", "a.jpg"), "text");
    const recipe = {
      seed: 1,
      size: 16,
      mirror: false,
      architecture: { latent: 4 },
      data: { folder: "broken", share: 1, shareSeed: 1 },
      loop: { batch: 2 },
    };
    await expect(loadDcganPictures(recipe, context())).rejects.toThrow(
      /none of the 1 pictures of .*broken can be read/,
    );
    expect(said.join()).toMatch(/a\.jpg cannot be read/);
  });
});

describe("folders", () => {
  it("that are empty or missing, or one class alone, are named", async () => {
    const load = (domains: string[]) => loadDomains(noodlesAndRice({ domains }), context(), "train");
    await expect(load(["rice", "empty"])).rejects.toThrow(/empty has no picture/);
    await expect(load(["rice", "nowhere"])).rejects.toThrow(/nowhere cannot be read: set MEALSHIFT_DATA/);
    expect(() => v.parse(domainDataSchema, { domains: ["rice"] })).toThrow();
  });
});

describe("a folder for what is held out", () => {
  it("takes the place of the blocks", async () => {
    const own = noodlesAndRice({ heldOutFolder: "apart" });
    await mkdir(join(root, "apart", "rice"), { recursive: true });
    await mkdir(join(root, "apart", "noodles"), { recursive: true });
    await texture(40, 48, 48)
      .jpeg()
      .toFile(join(root, "apart", "rice", "a.jpg"));
    await texture(41, 48, 48)
      .jpeg()
      .toFile(join(root, "apart", "noodles", "b.jpg"));
    expect((await loadDomains(own, context(), "train")).byDomain.map(({ length }) => length)).toEqual([4, 6]);
    expect((await loadDomains(own, context(), "held-out")).byDomain.map(({ length }) => length)).toEqual([1, 1]);
    expect((await loadDomains(noodlesAndRice(), context(), "held-out")).byDomain[1]).toHaveLength(1);
  });
});

describe("unusual pictures", () => {
  const mean = (bytes: Uint8Array): number => bytes.reduce((sum, value) => sum + value, 0) / bytes.length;

  // CMYK does not reach the most vivid of the colours.
  it("of CMYK or 16 bits look like their 8-bit originals, whole and cropped", async () => {
    for (const [name, seed] of [
      ["3-cmyk.jpg", 22],
      ["4-deep.png", 23],
    ] as const) {
      const path = inside("noodles", name);
      const plain = join(root, `${seed}.png`);
      await texture(seed, 64, 48).png().toFile(plain);
      for (const crop of [undefined, { cx: 30, cy: 20, size: 36 }, { cx: 5, cy: 24, size: 48 }]) {
        const [read, wanted] = [
          await decodeSquare({ path, crop }, 16, 3),
          await decodeSquare({ path: plain, crop }, 16, 3),
        ];
        const difference = mean(read.map((value, i) => Math.abs(value - (wanted[i] ?? 0))));
        expect({ name, crop, near: difference < 16 }).toEqual({ name, crop, near: true });
      }
    }
  });

  it("turned by EXIF stand upright", async () => {
    const upright = await decodeSquare({ path: inside("noodles", "5-turned.jpg") }, 8, 3);
    // Orientation 6 turns left to top.
    expect(upright[3 * 4]).toBeLessThan(20);
    expect(upright[3 * (7 * 8 + 4)]).toBeGreaterThan(235);
  });

  it("20,000 pixels wide are reduced", async () => {
    expect(await decodeSquare({ path: inside("noodles", "2-wide.jpg") }, 16, 3)).toHaveLength(16 * 16 * 3);
  });
});

describe("sets larger than memory", () => {
  it("are read from the file, and hold the same pictures", async () => {
    const sources = ["rice/0.jpg", "noodles/0-text.jpg", "rice/1.jpg", "rice/2.jpg"].map((name) => ({
      path: inside(...name.split("/")),
    }));
    const options = { size: 12, channels: 3, cacheDirectory: join(root, "other") } as const;
    const inMemory = await cachedOrDecoded(sources, options);
    const inFile = await cachedOrDecoded(sources, options, 100);
    expect(inFile.kept).toEqual([0, 2, 3]);
    expect(inMemory.kept).toEqual([0, 2, 3]);
    for (const index of [2, 0, 1]) {
      expect([...inFile.images.picture(index)]).toEqual([...inMemory.images.picture(index)]);
      const source = sources[inFile.kept[index] ?? -1] ?? { path: "" };
      expect([...inFile.images.picture(index)]).toEqual([...(await decodeSquare(source, 12, 3))]);
    }
    expect(() => inFile.images.picture(3)).toThrow(RangeError);
  });

  it("are decoded again if the cache was cut short", async () => {
    const directory = join(root, "short");
    const options = { size: 12, channels: 3, cacheDirectory: directory } as const;
    const sources = [{ path: inside("rice", "0.jpg") }];
    await cachedOrDecoded(sources, options);
    const [file = ""] = (await readdir(directory)).filter((name) => name.endsWith(".bin"));
    await truncate(join(directory, file), 100);
    const { images } = await cachedOrDecoded(sources, options);
    expect([...images.picture(0)]).toEqual([...(await decodeSquare({ path: inside("rice", "0.jpg") }, 12, 3))]);
    expect((await readFile(join(directory, file))).length).toBe(432);
    await rm(directory, { recursive: true });
  });
});
