import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";

import type { FoundDish } from "../../src/net/dish";
import { cropData } from "../src/cli/data";
import { Decisions } from "../src/curation/decisions";
import { completeDishes, cropOf, cropOfMiddle } from "../src/curation/dish-crop";
import { CurationError } from "../src/curation/errors";

let root = "";
const at = (...parts: string[]): string => join(root, ...parts);
const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** A light plate on a dark table, and the same twice in one picture. */
async function makePlates(): Promise<void> {
  await mkdir(at("domains", "soup"), { recursive: true });
  const plates = (count: number): Buffer =>
    Buffer.from(
      `<svg width="${220 * count}" height="200">${Array.from({ length: count }, (_, i) => `<circle cx="${110 + 220 * i}" cy="100" r="80" fill="#f4f4f0"/><circle cx="${110 + 220 * i}" cy="100" r="50" fill="#c96"/>`).join("")}</svg>`,
    );
  for (const [name, count] of [
    ["one", 1],
    ["other", 1],
    ["two", 2],
  ] as const) {
    const file = at("domains", "soup", `${name}.png`);
    await sharp(plates(count)).flatten({ background: "#3a2a20" }).png().toFile(file);
  }
}

async function writeDecisions(decisions: unknown): Promise<string> {
  const path = at("curation.json");
  await writeFile(path, typeof decisions === "string" ? decisions : JSON.stringify(decisions));
  return path;
}

/** What the command writes, and all that it says. */
async function crop(options: object = {}): Promise<{ crops: Record<string, number[]>; said: string }> {
  const said: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (text: string | Uint8Array): boolean => said.push(String(text)) > 0;
  try {
    const segmenter = join(import.meta.dirname, "../../public/models/segmenter");
    await cropData({ segmenter, out: at("crops.json"), folder: "domains", backend: "wasm", ...options });
  } finally {
    process.stdout.write = write;
  }
  return {
    crops: JSON.parse(await readFile(at("crops.json"), "utf8")) as Record<string, number[]>,
    said: said.join(""),
  };
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mealshift-crops-"));
  process.env["MEALSHIFT_DATA"] = root;
  await makePlates();
});

describe("crops", () => {
  const dish = fc.record({
    ellipse: fc.record({
      cx: fc.double({ min: 0, max: 400, noNaN: true }),
      cy: fc.double({ min: 0, max: 300, noNaN: true }),
      rx: fc.double({ min: 5, max: 300, noNaN: true }),
      ry: fc.double({ min: 5, max: 300, noNaN: true }),
      angle: fc.double({ min: -3, max: 3, noNaN: true }),
    }),
    area: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const mask = { width: 1, height: 1, data: new Uint8Array(1) };
  const found = ({ ellipse, area }: { ellipse: FoundDish["ellipse"]; area: number }): FoundDish => ({
    ellipse,
    area,
    roi: { cx: ellipse.cx, cy: ellipse.cy, size: 2.5 * Math.max(ellipse.rx, ellipse.ry) },
    confidence: 1,
    mask,
  });

  it("lie within the picture", () => {
    fc.assert(
      fc.property(dish, (shape) => {
        const [cx, cy, size] = cropOf(found(shape), { width: 400, height: 300 });
        expect(size).toBeLessThanOrEqual(300);
        for (const [centre, extent] of [
          [cx, 400],
          [cy, 300],
        ] as const) {
          expect(centre - size / 2).toBeGreaterThanOrEqual(-0.1);
          expect(centre + size / 2).toBeLessThanOrEqual(extent + 0.1);
        }
      }),
    );
  });

  it("are the whole picture where no dish is in the middle", () => {
    const aside = found({ ellipse: { cx: 10, cy: 10, rx: 90, ry: 90, angle: 0 }, area: 0.3 });
    const extent = { width: 400, height: 300 };
    expect(cropOfMiddle([aside], extent)).toEqual({ crop: [200, 150, 300, 200, 150, 300, 300, 0], found: false });
    const middle = found({ ellipse: { cx: 210, cy: 150, rx: 90, ry: 80, angle: 0 }, area: 0.3 });
    expect(cropOfMiddle([aside, middle], extent)).toEqual({ crop: cropOf(middle, extent), found: true });
  });
});

describe("dishes of a picture with several", () => {
  const extent = { width: 400, height: 300 };
  const small = (cx: number, changes: Partial<FoundDish> = {}): FoundDish => ({
    ellipse: { cx, cy: 150, rx: 60, ry: 40, angle: Math.PI / 2 },
    roi: { cx, cy: 150, size: 150 },
    area: 0.06,
    confidence: 0.9,
    mask: { width: 1, height: 1, data: new Uint8Array(1) },
    ...changes,
  });

  it("are taken where they are seen whole, or large", () => {
    expect(completeDishes([small(200)], extent)).toHaveLength(1);
    // Upright it is 40 wide on either side.
    expect(completeDishes([small(45)], extent)).toHaveLength(1);
    expect(completeDishes([small(41)], extent)).toHaveLength(0);
    expect(completeDishes([small(41, { area: 0.2 })], extent)).toHaveLength(1);
    expect(completeDishes([small(200, { confidence: 0.8 })], extent)).toHaveLength(0);
    expect(completeDishes([small(200, { area: 0.02 })], extent)).toHaveLength(0);
  });
});

describe("decisions about pictures", () => {
  it("follow the file's content, and not its name", async () => {
    const [a, b] = [Uint8Array.of(1), Uint8Array.of(2)];
    const path = await writeDecisions({
      "domains/soup/a.jpg": { sha256: sha256(a) },
      "domains/soup/b.jpg": { sha256: sha256(b), dropped: "hands" },
    });
    const decisions = await Decisions.read(path);
    expect(decisions.judge("domains/soup/a.jpg", a)).toBe("kept");
    expect(decisions.judge("domains/soup/b.jpg", b)).toBe("dropped");
    expect(decisions.judge("domains/soup/b.jpg", a)).toBe("changed");
    expect(decisions.judge("domains/stew/a.jpg", a)).toBe("unknown");
    expect(decisions.namesIn("domains/soup")).toEqual(["a.jpg", "b.jpg"]);
    expect(decisions.namesIn("domains")).toEqual([]);
  });

  it.each([
    ["{", /is not valid JSON/],
    [{ "a.jpg": { sha256: "beef" } }, /a\.jpg\.sha256/],
    [["a.jpg"], /is no list of decisions/],
  ])("are refused when they are %j", async (content, message) => {
    const reading = Decisions.read(await writeDecisions(content));
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toBeInstanceOf(CurationError);
  });

  it("are refused when there is no file", async () => {
    await expect(Decisions.read(at("nowhere.json"))).rejects.toThrow(/nowhere\.json cannot be read/);
  });
});

describe("mealshift data crop", () => {
  it("takes what was kept, and tells what differs", async () => {
    const curation = await writeDecisions({
      "domains/soup/one.png": { sha256: sha256(await readFile(at("domains", "soup", "one.png"))) },
      "domains/soup/other.png": { sha256: "0".repeat(64) },
      "domains/soup/gone.png": { sha256: "0".repeat(64) },
    });
    const { crops, said } = await crop({ curation });
    expect(Object.keys(crops)).toEqual(["soup/one.png"]);
    expect(said).toMatch(/domains\/soup\/other\.png: left out: it is not the file that was looked at/);
    expect(said).toMatch(/1 left out that nothing was decided about/);
    expect(said).toMatch(/1 are missing, such as gone\.png/);
    const [, , , cx = 0, cy = 0, rx = 0] = crops["soup/one.png"] ?? [];
    expect(Math.hypot(cx - 110, cy - 100)).toBeLessThan(20);
    expect(rx).toBeGreaterThan(60);
  });

  it("gives every dish of a picture a crop of its own, by its path from the data root", async () => {
    const { crops } = await crop({ folder: ".", domains: ["domains/soup"], everyDish: true });
    expect(Object.keys(crops)).toEqual(
      ["one.png", "other.png", "two.png", "two.png#2"].map((name) => `domains/soup/${name}`),
    );
  });

  it("refuses what is no segmenter", async () => {
    const segmenter = join(import.meta.dirname, "../../public/models/lens");
    await expect(crop({ segmenter })).rejects.toThrow(/holds a stargan/);
  });
});
