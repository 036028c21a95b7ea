/**
 * Makes the pictures of the lens from the demo scene, as the built site draws it: the example of the first screen
 * (`public/demo/example-*.webp`) and the README's (`docs/images/lens.jpg`).
 *
 *     npm run build && npx tsx tools/pictures/make.ts
 */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { chromium, type Page } from "playwright-core";
import sharp from "sharp";
import { preview } from "vite";
import { CHROMIUM_ADVICE, findChromium } from "../../scripts/lib/chromium.mjs";
import { ROOT } from "../../scripts/lib/stamp.mjs";

/** What the first screen turns the meal into. */
const EXAMPLE_DISH = "curry_rice";

/** Enough for a phone's screen at a glance. */
const EXAMPLE_WIDTH = 800;

const executablePath = findChromium();
if (executablePath === undefined) throw new Error(CHROMIUM_ADVICE);
const server = await preview({ root: ROOT, logLevel: "error", preview: { host: "localhost", port: 0, open: false } });
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  // Standing still, so that both pictures of the example are of the same moment.
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    // Nothing is to be said about working offline on these pictures.
    serviceWorkers: "block",
  });
  const site = server.resolvedUrls?.local[0];
  if (site === undefined) throw new Error("The preview server has no address.");
  await page.goto(`${site}?source=demo&lang=en&size=256&dish=${EXAMPLE_DISH}`);
  await translated(page);
  await saveExample("after", await canvasPicture(page));
  await page.keyboard.down("Space");
  await page.waitForTimeout(1500);
  await saveExample("before", await canvasPicture(page));
  await page.keyboard.up("Space");

  await page.keyboard.press("b");
  await page.waitForTimeout(1500);
  await sharp(await page.screenshot())
    .jpeg({ quality: 86, mozjpeg: true })
    .toFile(path.join(ROOT, "docs/images/lens.jpg"));
} finally {
  await browser.close();
  await server.close();
}

/** Waits until every dish of the scene was translated, and the fades are over. */
async function translated(page: Page): Promise<void> {
  await page.waitForFunction(() => mealshift.ready && mealshift.dishes.length > 1, null, { timeout: 120_000 });
  await page.waitForFunction(() => mealshift.stages.translate > 0, null, { timeout: 120_000 });
  await page.waitForTimeout(8000);
}

/** The lens's canvas as a PNG. */
async function canvasPicture(page: Page): Promise<Buffer> {
  const url = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>(".canvas-host canvas");
    return canvas?.toDataURL() ?? "";
  });
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}

async function saveExample(name: "before" | "after", picture: Buffer): Promise<void> {
  const webp = await sharp(picture).resize({ width: EXAMPLE_WIDTH }).webp({ quality: 72, effort: 6 }).toBuffer();
  await writeFile(path.join(ROOT, `public/demo/example-${name}.webp`), webp);
}
