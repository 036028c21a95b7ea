/**
 * Makes the pictures that app stores and install prompts show (`public/screenshots`) from the built lens on its demo scene.
 *
 *     npx tsx tools/screenshots/make.ts
 */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { chromium, type Browser } from "playwright-core";
import sharp from "sharp";
import { preview } from "vite";
import { build, isBuilt } from "../../scripts/lib/build.mjs";
import { CHROMIUM_ADVICE, findChromium } from "../../scripts/lib/chromium.mjs";
import { ROOT } from "../../scripts/lib/stamp.mjs";

const folder = path.join(ROOT, "public/screenshots");

interface Shot {
  readonly file: string;
  /** CSS pixels, and pixels of the file for each. */
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly address: string;
}

const shots: readonly Shot[] = [
  { file: "phone.jpg", width: 390, height: 844, scale: 2, address: "?source=demo&lang=en&dish=ramen" },
  { file: "phone-ja.jpg", width: 390, height: 844, scale: 2, address: "?source=demo&lang=ja&dish=bibimbap" },
  { file: "wide.jpg", width: 1280, height: 800, scale: 1, address: "?source=demo&lang=en&dish=bibimbap" },
];

const executablePath = findChromium();
if (executablePath === undefined) throw new Error(CHROMIUM_ADVICE);
if (!isBuilt()) await build();
const server = await preview({ root: ROOT, configFile: path.join(ROOT, "vite.config.ts"), preview: { port: 0 } });
const address = server.httpServer.address();
if (address === null || typeof address === "string") throw new Error("The server has no TCP port.");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
await mkdir(folder, { recursive: true });
for (const shot of shots) await take(browser, `http://localhost:${address.port}/`, shot);
await browser.close();
await server.close();

async function take(opened: Browser, origin: string, { file, width, height, scale, address: query }: Shot) {
  const context = await opened.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    hasTouch: width < 500,
    colorScheme: "light",
    // Without one there is no news of its installation over the picture.
    serviceWorkers: "block",
  });
  const page = await context.newPage();
  await page.goto(origin + query);
  await page.waitForFunction(() => mealshift.ready && mealshift.stages.translate > 0, undefined, { timeout: 120_000 });
  // The fade to the translation, and the tiles' pictures.
  await page.waitForTimeout(4000);
  await sharp(await page.screenshot())
    .jpeg({ quality: 84, mozjpeg: true })
    .toFile(path.join(folder, file));
  console.log(`${file} ${width * scale}x${height * scale}`);
  await context.close();
}
