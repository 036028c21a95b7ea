import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { loadBackend } from "../../src/backend/load";
import { ImageReadError } from "../../src/data/unreadable";
import { readModelFolder } from "../../src/models/folder";
import type { Network } from "../../src/models/network";
import { dishesOf, type SeenDish, translatePicture, translateWhole } from "../../src/translate/picture-translation";
import { type RawPicture, readPicture, shrinkPicture, writePicture } from "../../src/translate/raw-picture";
import { writeSheet } from "../../src/translate/sheet";
import { Translator } from "../../src/translate/translator";
import { isSheet, picturesIn } from "../../src/translate/work";

const project = fileURLToPath(new URL("../../..", import.meta.url));
const run = promisify(execFile);

let root = "";
let translator: Translator;
let segmenter: Network;
let meal: RawPicture;
let dishes: readonly SeenDish[];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-translate-"));
  await loadBackend({ backend: "wasm" });
  translator = await Translator.open(join(project, "public/models/lens"));
  segmenter = (await readModelFolder(join(project, "public/models/segmenter"))).network;
  await sharp(join(project, "public/demo/meal.jpg")).resize(400, 300).toFile(join(root, "meal.png"));
  meal = await readPicture(join(root, "meal.png"));
  dishes = await dishesOf(meal, segmenter);
});
afterAll(() => rm(root, { recursive: true }));

/** Share of pixels that differ, of those at a place that `where` accepts. */
function changed(a: RawPicture, b: RawPicture, where: (x: number, y: number) => boolean): number {
  let [differ, count] = [0, 0];
  for (let y = 0; y < a.height; y++) {
    for (let x = 0; x < a.width; x++) {
      if (!where(x, y)) continue;
      const at = (y * a.width + x) * a.channels;
      count += 1;
      if ([0, 1, 2].some((c) => a.data[at + c] !== b.data[at + c])) differ += 1;
    }
  }
  return differ / count;
}

const inSquare = (x: number, y: number): boolean =>
  dishes.some(({ roi }) => Math.max(Math.abs(x - roi.cx), Math.abs(y - roi.cy)) <= roi.size / 2 + 1);
const inMask = (x: number, y: number): boolean =>
  dishes.some(({ mask: { width, height, data } }) => {
    const cell = Math.floor((y / meal.height) * height) * width + Math.floor((x / meal.width) * width);
    return data[cell] === 255;
  });

describe("the dishes of a photo", () => {
  it("are translated, and everything outside of them stays to the byte", async () => {
    expect(dishes.length).toBeGreaterThanOrEqual(2);
    const before = meal.data.slice();
    const made = await translatePicture(meal, dishes, translator, translator.domainOf("ramen"), {
      size: 112,
      strength: 1,
    });
    expect(made).toMatchObject({ width: 400, height: 300, channels: 3 });
    expect(Buffer.compare(meal.data, before)).toBe(0);
    expect(changed(meal, made, inMask)).toBeGreaterThan(0.95);
    expect(changed(meal, made, (x, y) => !inSquare(x, y))).toBe(0);
    // Between the mask and its square's edge most of the table stays.
    expect(changed(meal, made, (x, y) => inSquare(x, y) && !inMask(x, y))).toBeLessThan(0.35);
  });

  it("differ from dish to dish, and fade with the strength", async () => {
    const as = (domain: number, strength: number): Promise<RawPicture> =>
      translatePicture(meal, dishes, translator, domain, { size: 32, strength });
    const [first, second, half, none] = [await as(0, 1), await as(1, 1), await as(0, 0.5), await as(0, 0)];
    expect(changed(first, second, inMask)).toBeGreaterThan(0.9);
    expect(Buffer.compare(none.data, meal.data)).toBe(0);
    const far = half.data.filter((value, i) => {
      const [from = 0, to = 0] = [meal.data[i], first.data[i]];
      return Math.abs(value - (from + to) / 2) > 1;
    });
    expect(far).toHaveLength(0);
  });

  it("are the whole picture without a mask, at the input's size", async () => {
    const made = await translateWhole(meal, translator, 0, { size: 32, strength: 1 });
    expect(made).toMatchObject({ width: 400, height: 300 });
    expect(changed(meal, made, () => true)).toBeGreaterThan(0.95);
  });

  it("may reach over the edge", async () => {
    const [dish] = dishes;
    if (!dish) throw new Error("there is a dish");
    const cut = { ...dish, roi: { cx: 0, cy: 299, size: 180 } };
    const made = await translatePicture(meal, [cut], translator, 0, { size: 32, strength: 1 });
    expect(made.data).toHaveLength(meal.data.length);
  });
});

describe("reading and writing", () => {
  it("turns a picture as its EXIF says, and keeps its size", async () => {
    const disc = Buffer.from('<svg width="60" height="40"><rect width="60" height="20" fill="#fff"/></svg>');
    const path = join(root, "turned.jpg");
    await sharp(disc).flatten().withMetadata({ orientation: 6 }).jpeg().toFile(path);
    const picture = await readPicture(path);
    expect(picture).toMatchObject({ width: 40, height: 60 });
    // Its upper half is to the right once it stands upright.
    expect(picture.data[0]).toBeLessThan(20);
    expect(picture.data[39 * 3]).toBeGreaterThan(235);
    await writePicture(join(root, "upright.jpg"), picture);
    const { width, height, orientation } = await sharp(join(root, "upright.jpg")).metadata();
    expect({ width, height, orientation: orientation ?? 1 }).toEqual({ width: 40, height: 60, orientation: 1 });
  });

  it.each([
    [
      "CMYK",
      () =>
        sharp({ create: { width: 9, height: 7, channels: 3, background: "#c06020" } })
          .toColourspace("cmyk")
          .jpeg(),
      3,
    ],
    [
      "16-bit",
      () =>
        sharp({ create: { width: 9, height: 7, channels: 3, background: "#c06020" } })
          .toColourspace("rgb16")
          .png(),
      3,
    ],
    [
      "grey",
      () =>
        sharp({ create: { width: 9, height: 7, channels: 3, background: "#808080" } })
          .toColourspace("b-w")
          .png(),
      3,
    ],
    ["transparent", () => sharp({ create: { width: 9, height: 7, channels: 4, background: "#c0602080" } }).png(), 4],
  ] as const)("takes %s pictures as bytes of sRGB", async (name, make, channels) => {
    const path = join(root, `${name}.png`);
    await writeFile(path, await make().toBuffer());
    const picture = await readPicture(path);
    expect(picture).toMatchObject({ width: 9, height: 7, channels });
    const wanted = name === "grey" ? [128, 128, 128] : [0xc0, 0x60, 0x20];
    wanted.forEach((value, c) =>
      expect(Math.abs((picture.data[c] ?? 0) - value)).toBeLessThan(name === "CMYK" ? 30 : 3),
    );
    if (channels === 4) expect(picture.data[3]).toBe(0x80);
    await writePicture(path, picture);
    expect((await readPicture(path)).data).toEqual(picture.data);
  });

  it("names what is no picture", async () => {
    const path = join(root, "text.jpg");
    await writeFile(path, "this is text");
    await expect(readPicture(path)).rejects.toThrow(ImageReadError);
    await expect(readPicture(path)).rejects.toThrow(/text\.jpg is no picture/);
  });

  it("says what a format cannot hold, and leaves nothing of it", async () => {
    const wide: RawPicture = { width: 17_000, height: 1, channels: 3, data: new Uint8Array(17_000 * 3) };
    await expect(writePicture(join(root, "wide.webp"), wide)).rejects.toThrow(/wide\.webp cannot be written \(17000x1/);
    expect((await readdir(root)).filter((name) => name.startsWith("wide"))).toEqual([]);
  });

  it("repeats the outermost pixels where a square hangs over the edge", () => {
    const data = Uint8Array.from([10, 20, 30, 200, 210, 220]);
    const rgb = shrinkPicture({ width: 2, height: 1, channels: 3, data }, 4, 1, { cx: 1, cy: 0.5, size: 4 });
    expect(rgb.slice(0, 3)).toEqual(Float32Array.of(10, 20, 30));
    expect(rgb.slice(9)).toEqual(Float32Array.of(200, 210, 220));
  });
});

describe("a sheet of all dishes", () => {
  it("has a row for each photo, and tells what could not be read", async () => {
    const paths = ["wide.png", "tall.png", "words.jpg"].map((name) => join(root, name));
    const [wide = "", tall = "", words = ""] = paths;
    await writePicture(wide, meal);
    await sharp(join(root, "meal.png")).resize(150, 200, { fit: "fill" }).toFile(tall);
    await writeFile(words, "this is text");
    const path = join(root, "deep", "sheet.png");
    const lines: string[] = [];
    const options = {
      size: 16,
      strength: 1,
      segmenter,
      signal: new AbortController().signal,
      log: (line: string) => void lines.push(line),
    };
    expect(await writeSheet(paths, path, translator, options)).toEqual({ rows: 2, skipped: [words] });
    expect(lines[0]).toMatch(/^wide\.png: \d dish/);
    expect(lines[2]).toMatch(/words\.jpg was skipped: .* is no picture/);
    // The photo and ten dishes side by side; rows as high as their photos are when they are no longer than 320 pixels.
    expect(await sharp(path).metadata()).toMatchObject({ width: 4 + 11 * 324, height: 4 + 268 + 228 });
    await expect(writeSheet([words], path, translator, options)).rejects.toThrow(/there is no photo for .*sheet\.png/);
  });

  it("takes the pictures of folders, and not itself", async () => {
    const folder = join(root, "photos");
    await mkdir(join(folder, "deep"), { recursive: true });
    for (const name of ["b.jpg", "film.mp4", "deep/a.png", "sheet.jpg"]) await writeFile(join(folder, name), "");
    const out = join(folder, "sheet.jpg");
    const found = await picturesIn([folder, join(root, "meal.png")], out);
    expect(found).toEqual([join(folder, "b.jpg"), join(folder, "deep", "a.png"), join(root, "meal.png")]);
    expect(await isSheet([folder], out)).toBe(true);
    expect(await isSheet([join(root, "meal.png")], out)).toBe(false);
    expect(await isSheet([folder], root)).toBe(false);
  });
});

describe("models", () => {
  it("names a dish that the model does not make, and what was probably meant", () => {
    expect(() => translator.domainOf("ramn")).toThrow(/does not make ramn; did you mean ramen/);
    expect(() => translator.domainOf(undefined)).toThrow(/--to is missing.*biryani/);
  });

  it("refuses one that makes no picture from a picture", async () => {
    await expect(Translator.open(join(project, "public/models/segmenter"))).rejects.toThrow(/holds a segmenter/);
  });
});

describe("mealshift translate", () => {
  const mealshift = async (...args: string[]): Promise<{ code: number; out: string }> => {
    const command = [
      join(project, "training/bin/mealshift.js"),
      "translate",
      ...args,
      "--backend",
      "wasm",
      "--size",
      "32",
    ];
    try {
      return { code: 0, out: (await run(process.execPath, command, { cwd: project })).stdout };
    } catch (error) {
      const failed = error as { code: number; stdout: string };
      return { code: failed.code, out: failed.stdout };
    }
  };

  it("keeps a folder's names, goes on where it was, and says by its exit code what it could not read", async () => {
    const folder = join(root, "folder");
    await mkdir(join(folder, "deep"), { recursive: true });
    await writePicture(join(folder, "a.png"), meal);
    await writePicture(join(folder, "deep", "b.jpg"), meal);
    await writeFile(join(folder, "c.jpg"), "this is text");
    const out = join(root, "translated");
    const first = await mealshift(folder, "--to", "ramen", "--out", out);
    expect(first.code).toBe(1);
    expect(first.out).toContain("c.jpg was skipped");
    expect(first.out).toContain("2 translated, 0 there already, 1 skipped");
    expect((await readdir(out, { recursive: true })).toSorted()).toEqual(["a.png", "deep", "deep/b.jpg"]);
    await rm(join(folder, "c.jpg"));
    const second = await mealshift(folder, "--to", "ramen", "--out", out);
    expect(second).toMatchObject({ code: 0 });
    expect(second.out).toContain("0 translated, 2 there already");
  });

  it("makes a grid of all dishes from one photo", async () => {
    const path = join(root, "grid.png");
    expect(await mealshift(join(root, "meal.png"), "--to", "all", "--out", path)).toMatchObject({ code: 0 });
    // Ten dishes and the photo: four columns, three rows.
    expect(await sharp(path).metadata()).toMatchObject({ width: 4 + 4 * 324, height: 4 + 3 * 268 });
  });
});
