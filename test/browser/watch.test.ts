import { readFileSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import type { AxeResults } from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CHROMIUM_ADVICE, findChromium } from "../../scripts/lib/chromium.mjs";
import { type JobStatus, serveWatch, type WatchServer } from "../../training/src/watch";
import { ARTIFACTS } from "./harness";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const jobs: JobStatus[] = [
  { id: "a", name: "embed, part 1 of 2", state: "completed", progress: 1, worker: "kitchen", message: null },
  { id: "b", name: "embed, part 2 of 2", state: "active", progress: 0.25, worker: "pantry", message: null },
];

let root = "";
let server: WatchServer;
let browser: Browser;
let page: Page;
const errors: string[] = [];
const foreign: string[] = [];

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "mealshift-watch-"));
  await makeRun("noodles", 40, "#c04020");
  await makeRun("rice", 60, "#e0e0d0");
  server = await serveWatch({ folders: [root], port: 0, jobs: () => Promise.resolve(jobs) });
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(CHROMIUM_ADVICE);
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking"] });
  page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => request.url().startsWith(server.address) || foreign.push(request.url()));
  await page.goto(server.address);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** A run of 100 steps with a line every 10 and a grid every 20. */
async function makeRun(name: string, step: number, colour: string): Promise<void> {
  const run = path.join(root, name);
  await mkdir(path.join(run, "samples"), { recursive: true });
  const config = { recipe: "dcgan", loop: { steps: 100, batch: 4, logEvery: 10 } };
  await writeFile(path.join(run, "config.json"), JSON.stringify(config));
  for (let at = 10; at <= step; at += 10) await addLine(name, at);
  for (let at = 20; at <= step; at += 20) {
    const grid = sharp({ create: { width: 96 + at, height: 64, channels: 3, background: colour } });
    await grid.png().toFile(path.join(run, "samples", `${String(at).padStart(7, "0")}.png`));
  }
}

const addLine = (name: string, step: number): Promise<void> =>
  appendFile(
    path.join(root, name, "stats.jsonl"),
    `${JSON.stringify({ step, images: step * 4, loss: 5 / step, imagesPerSecond: 8 })}\n`,
  );

const chart = (name: string) => page.getByRole("img", { name: new RegExp(`^${name} by step`) });

test("runs are watched live, one over the other and side by side, by keyboard alone", async () => {
  const row = page.getByRole("row", { name: /rice/ });
  await row.getByText("60 of 100").waitFor();
  await row.getByText("20 s").waitFor();
  // Both are being trained, so both are shown.
  const loss = chart("loss");
  await loss.waitFor();
  expect(await loss.getAttribute("aria-label")).toMatch(/noodles: 0\.125 at step 40.*|rice: 0\.083\d? at step 60/);

  await addLine("rice", 70);
  await page.getByRole("img", { name: /rice: 0\.0714 at step 70/ }).waitFor();
  await page.getByRole("checkbox", { name: "noodles" }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("img", { name: /^loss by step\. rice: 0\.0714 at step 70$/ }).waitFor();
  await page.getByLabel("Logarithmic").press("Space");
  expect(await loss.locator("canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).width)).toBeGreaterThan(200);

  await page.getByLabel("Run", { exact: true }).selectOption("noodles");
  await page.getByLabel("Beside it").selectOption("rice");
  await page.getByAltText("Samples of rice at step 60").waitFor();
  // The shorter run stays at its last grid.
  await page.getByAltText("Samples of noodles at step 40").waitFor();
  await page.getByLabel("Step", { exact: true }).focus();
  await page.keyboard.press("Home");
  await page.getByAltText("Samples of rice at step 20").waitFor();
  await page.getByRole("button", { name: "Play" }).press("Enter");
  const last = page.getByAltText("Samples of rice at step 60");
  await last.waitFor();
  expect(await last.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(156);
  await page.getByRole("button", { name: "Play" }).waitFor();
  await page.getByRole("row", { name: /embed, part 2 of 2 active 25 % pantry/ }).waitFor();
});

test.each(["light", "dark"] as const)(
  "the page is accessible in its %s colours, on a phone too",
  async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(colorScheme === "dark" ? { width: 360, height: 740 } : { width: 1280, height: 900 });
    await page.screenshot({ path: path.join(ARTIFACTS, `watch-${colorScheme}.png`), fullPage: true });
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
    );
    expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(errors).toEqual([]);
    expect(foreign).toEqual([]);
  },
);
