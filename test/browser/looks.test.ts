import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ARTIFACTS, startHarness, type Harness, type View } from "./harness";

/**
 * The stable screens against pictures of how they should look: test/browser/snapshots, a quarter of the screen's size.
 * Letters are made invisible, for they differ between machines, and icons grey; what is compared is where things lie and which
 * colours they have. `UPDATE_LOOKS=1` writes the pictures anew.
 */
const FOLDER = path.join(import.meta.dirname, "snapshots");
const update = process.env["UPDATE_LOOKS"] === "1";

const SHRINK = 4;
/** Levels of 255 by which a channel must differ to be noticed. */
const NOTICEABLE = 40;
/** Share of pixels that may differ on the whole: edges that other letters push by a few pixels. */
const WHOLE = 0.04;
/** Side of a cell, pixels of the small picture, and the share of it that may differ: a thing that is missing fills cells. */
const CELL = 8;
const CELL_SHARE = 0.7;

const looks = [
  { name: "phone-day", width: 390, height: 844, scheme: "light", query: "scene=ready&dish=curry_rice" },
  { name: "phone-night", width: 390, height: 844, scheme: "dark", query: "scene=camera&lang=ja&dish=curry_rice" },
  { name: "phone-side", width: 844, height: 390, scheme: "dark", query: "scene=compare&left" },
  { name: "phone-welcome", width: 390, height: 844, scheme: "light", query: "scene=loading&welcome" },
  { name: "tablet", width: 820, height: 1180, scheme: "dark", query: "scene=two&captions" },
  { name: "desktop-day", width: 1280, height: 800, scheme: "light", query: "scene=two" },
  { name: "desktop-welcome", width: 1280, height: 800, scheme: "dark", query: "scene=loading&welcome&lang=ja" },
] as const;

describe("the screens look as they should", () => {
  let harness: Harness;
  let view: View;
  beforeAll(async () => {
    harness = await startHarness({ serve: "pages" });
    view = await harness.open("blank.html");
  }, 120_000);
  afterAll(() => harness?.close());

  test.each(looks)("$name", async ({ name, width, height, scheme, query }) => {
    const { page } = view;
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.goto(`${harness.origin}/test/browser/pages/ui.html?${query}`);
    await page.waitForFunction(() => "uiPage" in globalThis);
    await hideLetters(page);
    const now = await sharp(await page.screenshot())
      .resize({ width: Math.round(width / SHRINK) })
      .removeAlpha()
      .webp({ quality: 90 })
      .toBuffer();
    const file = path.join(FOLDER, `${name}.webp`);
    if (update) await writeFile(file, now);
    expect(existsSync(file)).toBe(true);
    const { whole, worstCell } = await difference(now, await readFile(file));
    if (whole > WHOLE || worstCell > CELL_SHARE) await writeFile(path.join(ARTIFACTS, `look-${name}.webp`), now);
    expect(whole).toBeLessThanOrEqual(WHOLE);
    expect(worstCell).toBeLessThanOrEqual(CELL_SHARE);
  });

  test("a button that is missing is noticed", async () => {
    const file = await readFile(path.join(FOLDER, "phone-day.webp"));
    const { width, height } = await sharp(file).metadata();
    const hole = { create: { width: 18, height: 18, channels: 3, background: "#888" } } as const;
    const patch = await sharp(hole).png().toBuffer();
    const without = await sharp(file)
      .composite([{ input: patch, left: Math.round(width / 2) - 9, top: height - 22 }])
      .png()
      .toBuffer();
    expect((await difference(without, file)).worstCell).toBeGreaterThan(CELL_SHARE);
  });
});

async function hideLetters(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("*, ::placeholder { color: transparent !important } .icon, .icon * { color: #888 !important }");
    document.adoptedStyleSheets = [sheet];
    await Promise.allSettled([...document.images].map((image) => image.decode()));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}

/** Shares of pixels, in [0, 1], that differ noticeably: of the whole, and of the cell that differs most. */
async function difference(a: Buffer, b: Buffer): Promise<{ readonly whole: number; readonly worstCell: number }> {
  const [left, right] = await Promise.all(
    [a, b].map((picture) => sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
  );
  if (left === undefined || right === undefined) throw new Error("There is nothing to compare.");
  const { width, height } = left.info;
  expect([right.info.width, right.info.height]).toEqual([width, height]);
  const columns = Math.ceil(width / CELL);
  const cells = new Map<number, number>();
  let different = 0;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = pixel * 3;
    const most = Math.max(...[0, 1, 2].map((c) => Math.abs((left.data[at + c] ?? 0) - (right.data[at + c] ?? 0))));
    if (most <= NOTICEABLE) continue;
    different++;
    const cell = Math.floor(Math.floor(pixel / width) / CELL) * columns + Math.floor((pixel % width) / CELL);
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  }
  return { whole: different / (width * height), worstCell: Math.max(0, ...cells.values()) / CELL ** 2 };
}
