import { appendFile, mkdir, mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import sharp, { type Sharp } from "sharp";
import { beforeEach, describe, expect, it } from "vitest";

import { dedupe } from "../src/curation/dedupe";
import { importPictures, type ImportOptions, type ImportResult } from "../src/curation/import";
import { Manifest } from "../src/curation/manifest";
import { texture } from "./pictures";

let root = "";
let set = "";
beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), "mealshift-curation-"));
  root = join(directory, "in");
  set = join(directory, "set");
});

const put = async (name: string, picture: Sharp | string | Uint8Array): Promise<string> => {
  const path = join(root, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(
    path,
    typeof picture === "string" || picture instanceof Uint8Array ? picture : await picture.toBuffer(),
  );
  return path;
};

const importAll = async (
  options: Partial<ImportOptions> = {},
): Promise<{ result: ImportResult; told: string[]; manifest: Manifest }> => {
  const told: string[] = [];
  return Manifest.use(set, { create: true }, async (manifest) => {
    const all = { maxSide: 256, minSide: 16, ...options };
    const result = await importPictures(manifest, root, all, (text) => told.push(text));
    return { result, told, manifest };
  });
};

describe("data import", () => {
  it("keeps the bytes of what is fine and converts what is not", async () => {
    const jpeg = await texture(1, 40, 30).jpeg().toBuffer();
    await put("a/plain.jpg", jpeg);
    await put("a/turned.jpg", texture(2, 40, 30).withMetadata({ orientation: 6 }).jpeg());
    await put("b/cmyk.jpg", texture(3, 40, 30).toColourspace("cmyk").jpeg());
    await put("b/deep.png", texture(4, 40, 30).toColourspace("rgb16").png());
    await put("b/wide.png", sharp({ create: { width: 20_000, height: 2000, channels: 3, background: "#832" } }).png());
    const { result, told, manifest } = await importAll();
    expect(result).toEqual({ imported: 5, known: 0, refused: 0, categories: 2 });
    expect(await readFile(join(set, "pictures/a/plain.jpg"))).toEqual(jpeg);
    const of = (picture: string) => manifest.of("import").get(picture);
    expect(of("a/turned.jpg")).toMatchObject({
      width: 30,
      height: 40,
      converted: "turned upright (EXIF orientation 6)",
    });
    expect(of("b/cmyk.jpg")?.converted).toBe("from cmyk");
    expect(of("b/deep.jpg")?.converted).toMatch(/ushort/);
    expect(of("b/wide.jpg")).toMatchObject({ width: 256, height: 26 });
    for (const { picture } of manifest.kept()) {
      expect(await sharp(manifest.pathOf(picture)).metadata()).toMatchObject({ space: "srgb", depth: "uchar" });
    }
    expect(told.filter((line) => line.includes("converted")).length).toBe(4);
  });

  it("reports what cannot be read by its name, and goes on", async () => {
    const jpeg = await texture(5, 200, 150).jpeg().toBuffer();
    await put("a/fine.jpg", jpeg);
    await put("a/cut.jpg", jpeg.subarray(0, jpeg.length >> 1));
    await put("a/text.jpg", "no picture at all");
    await put("a/slit.png", sharp({ create: { width: 2000, height: 20, channels: 3, background: "#111" } }).png());
    await mkdir(join(root, "empty"));
    const { result, told, manifest } = await importAll();
    expect(result).toEqual({ imported: 1, known: 0, refused: 3, categories: 1 });
    for (const name of ["cut.jpg", "text.jpg", "slit.png"]) {
      expect(told.some((line) => line.includes(`${name} is left out`))).toBe(true);
    }
    expect(told.some((line) => line.includes("empty has no pictures"))).toBe(true);
    expect(told.some((line) => line.startsWith("one category only"))).toBe(true);
    expect(manifest.of("refuse").size).toBe(3);
    expect((await importAll()).result).toEqual({ imported: 0, known: 1, refused: 3, categories: 1 });
  });

  it("reads UECFOOD's boxes, and crops to them", async () => {
    await put("category.txt", "id\tname\n1\tEel rice bowl\n");
    await put("1/7.jpg", texture(6, 100, 80).jpeg());
    await put("1/bb_info.txt", "img x1 y1 x2 y2\n7 10 20 60 70\n7 50 0 140 40\n9 0 0 5 5\n");
    const { manifest, told } = await importAll();
    expect(manifest.of("import").get("eel_rice_bowl/7.jpg")?.boxes).toEqual([
      [10, 20, 60, 70],
      [50, 0, 100, 40],
    ]);
    expect(told.some((line) => line.includes("names 9, which is not there"))).toBe(true);
    const cropped = await importAll({ crop: true });
    expect(cropped.manifest.of("import").get("eel_rice_bowl/7-2.jpg")).toMatchObject({ width: 50, height: 40 });
    await put("1/bb_info.txt", "7 10 20 60\n");
    await expect(importAll()).rejects.toThrow(/bb_info\.txt, line 1/);
  });

  it("reads COCO's boxes, and names the field that is wrong", async () => {
    await put("images/x.png", texture(7, 60, 60).png());
    const annotations = await put(
      "boxes.json",
      JSON.stringify({
        images: [{ id: 1, file_name: "images/x.png" }],
        categories: [
          { id: 4, name: "Ramen" },
          { id: 5, name: "Soba" },
        ],
        annotations: [{ image_id: 1, category_id: 4, bbox: [5, 6, 20, 30] }],
      }),
    );
    const { manifest, told } = await importAll({ annotations });
    expect(manifest.of("import").get("ramen/images-x.png")?.boxes).toEqual([[5, 6, 25, 36]]);
    expect(told.some((line) => line.includes("no boxes of soba"))).toBe(true);
    await put("boxes.json", JSON.stringify({ images: [], categories: [], annotations: [{ image_id: 1 }] }));
    await expect(importAll({ annotations })).rejects.toThrow(/annotations\.0\.category_id/);
  });

  it("notes licences and origins, the nearest first", async () => {
    for (const name of ["1", "2", "3"]) await put(`a/${name}.jpg`, texture(8, 40, 40).jpeg());
    await put("a/2.jpg.license", "SPDX-FileCopyrightText: someone\nSPDX-License-Identifier: CC0-1.0\n");
    const origins = await put(
      "origins.tsv",
      "path\tlicence\trepo\na/1.jpg\tCC-BY-4.0\tshop\na/2.jpg\tCC-BY-4.0\tshop\n",
    );
    const { manifest } = await importAll({ origins, originColumn: "repo", licence: "unknown" });
    const known = manifest.kept().map(({ picture, licence, origin }) => [picture, licence, origin]);
    expect(known).toEqual([
      ["a/1.jpg", "CC-BY-4.0", "shop"],
      ["a/2.jpg", "CC0-1.0", "shop"],
      ["a/3.jpg", "unknown", undefined],
    ]);
    await expect(importAll({ origins, originColumn: "shelf" })).rejects.toThrow(/no column `shelf`/);
  });

  it("keeps pictures of one name apart, under the same names in every run", async () => {
    await put("a/x.jpg", texture(9, 40, 40).jpeg());
    await put("a/x.png", texture(10, 40, 40).png());
    await importAll();
    const names = await readdir(join(set, "pictures/a"));
    expect(names.length).toBe(2);
    const before = await readFile(join(set, "manifest.jsonl"), "utf8");
    expect((await importAll()).result.known).toBe(2);
    expect(await readdir(join(set, "pictures/a"))).toEqual(names);
    expect(await readFile(join(set, "manifest.jsonl"), "utf8")).toBe(before);
  });

  it("never alters its input", async () => {
    const path = await put("a/turned.jpg", texture(11, 40, 30).withMetadata({ orientation: 3 }).jpeg());
    const [bytes, { mtimeMs }] = [await readFile(path), await stat(path)];
    await importAll();
    expect(await readFile(path)).toEqual(bytes);
    expect((await stat(path)).mtimeMs).toBe(mtimeMs);
  });
});

describe("Manifest", () => {
  it("cuts off what a crash left of a line, and has that step done again", async () => {
    await put("a/1.png", texture(12, 40, 40).png());
    await put("a/2.png", texture(13, 40, 40).png());
    await importAll();
    const path = join(set, "manifest.jsonl");
    const whole = await readFile(path, "utf8");
    await writeFile(path, whole.slice(0, -20));
    expect((await importAll()).result).toMatchObject({ imported: 1, known: 1 });
    expect((await readFile(path, "utf8")).length).toBe(whole.length);
  });

  it("names a damaged line", async () => {
    await put("a/1.png", texture(14, 40, 40).png());
    await importAll();
    await appendFile(join(set, "manifest.jsonl"), '{"step":"hash","picture":"a/1.png","hash":"xyz"}\n');
    await expect(Manifest.open(set)).rejects.toThrow(/manifest\.jsonl, line 2: hash/);
  });

  it("keeps a second process out, and clears away the lock of one that is gone", async () => {
    await expect(Manifest.open(set)).rejects.toThrow(/holds no set/);
    const first = await Manifest.open(set, { create: true });
    await expect(Manifest.open(set, { create: true })).rejects.toThrow(/being worked on by process/);
    await first.close();
    await (await Manifest.open(set, { create: true })).close();
  });
});

describe("data dedupe", () => {
  it("keeps the largest of pictures that are alike, and every other picture", async () => {
    for (let i = 0; i < 6; i++) await put(`a/${i}.png`, texture(20 + i, 96, 80).png());
    await put("a/small.jpg", texture(20, 96, 80).resize(60, 50).jpeg({ quality: 60 }));
    await put("b/brighter.png", texture(21, 96, 80).resize(48, 40).linear(1.1, 6).png());
    await importAll();
    const run = () => Manifest.use(set, {}, (manifest) => dedupe(manifest, { threshold: 16, colours: 12 }));
    expect(await run()).toEqual({ kept: 6, dropped: 2 });
    const before = await readFile(join(set, "manifest.jsonl"), "utf8");
    expect(before).toMatch(/"picture":"a\/small\.jpg","keep":false,"reason":"near-duplicate of a\/0\.png/);
    await run();
    expect(await readFile(join(set, "manifest.jsonl"), "utf8")).toBe(before);
  });
});
