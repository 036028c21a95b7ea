import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CHROMIUM_ADVICE, findChromium } from "../../scripts/lib/chromium.mjs";
import { imagesInMemory, type ImageSet } from "../../training/src/data/image-set";
import { writeStudy } from "../../training/src/study";
import type { StudyPlan } from "../../training/src/study/plan";
import { ARTIFACTS } from "./harness";

const SIZE = 32;
let browser: Browser;
let page: Page;
let plan: StudyPlan;
const errors: string[] = [];
const requests: string[] = [];

/** Pictures of one colour each. */
function colours(count: number, red: number, green: number): ImageSet {
  const data = Uint8Array.from({ length: count * SIZE * SIZE * 3 }, (_, i) => [red, green, 40][i % 3] ?? 0);
  return imagesInMemory(SIZE, 3, data);
}

beforeAll(async () => {
  const folder = path.join(await mkdtemp(path.join(tmpdir(), "mealshift-study-")), "study");
  const blocks = Array.from({ length: 13 }, (_, i) => i);
  const real = { images: colours(13, 40, 200), blocks, outside: null };
  const generated = (): Promise<ImageSet> => Promise.resolve(colours(13, 200, 40));
  const subject = { kind: "generator", size: SIZE, dish: null, generated, real } as const;
  plan = await writeStudy(subject, { folder, model: "test", trials: 10, practice: 2, seconds: 0.5, seed: 4 });
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(CHROMIUM_ADVICE);
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking"] });
  page = await (await browser.newContext({ viewport: { width: 900, height: 700 }, acceptDownloads: true })).newPage();
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(path.join(folder, "index.html")).href);
});
afterAll(() => browser.close());

const key = (side: "left" | "right"): string => (side === "left" ? "ArrowLeft" : "ArrowRight");
const shown = (): Promise<number> => page.locator(".frame img").count();
const appeared = (): Promise<unknown> => page.locator("#left .frame img").waitFor();

test("a study is done by keyboard and pointer, and gives its answers", async () => {
  await page.getByText("Two pictures of food are shown for 0.5 seconds").waitFor();
  await page.getByRole("button", { name: "Start" }).click();

  // Practice: one right, one wrong, each with its answer.
  const [first, second] = plan.practice;
  if (!first || !second) throw new Error("two trials for practice were asked for");
  await appeared();
  await page.screenshot({ path: path.join(ARTIFACTS, "study-trial.png") });
  await page.keyboard.press(key(first.real));
  await page.getByText("Right.").waitFor();
  expect(await page.locator(`#${first.real} .caption`).textContent()).toBe("Photograph");
  expect(await shown()).toBe(2);
  await page.screenshot({ path: path.join(ARTIFACTS, "study-feedback.png") });
  await page.keyboard.press("Space");
  await appeared();
  await page.keyboard.press(key(second.real === "left" ? "right" : "left"));
  await page.getByText("Wrong.").waitFor();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("Now it counts: 10 pairs").waitFor();
  await page.keyboard.press("Enter");

  for (const [i, trial] of plan.trials.entries()) {
    await appeared();
    if (i === 0) {
      // They go after half a second, and the answer may take its time.
      await expect.poll(shown, { timeout: 5000 }).toBe(0);
      await page.screenshot({ path: path.join(ARTIFACTS, "study-hidden.png") });
    }
    // Fooled in three of ten.
    const other = trial.real === "left" ? "right" : "left";
    const choice = i < 3 ? other : trial.real;
    if (i % 2 === 0) await page.keyboard.press(choice === "left" ? "f" : "j");
    else await page.locator(`#${choice}`).click();
    if (i < 9) await page.locator(`#progress[value="${i + 3}"]`).waitFor();
  }
  await page.getByText("in 3 of 10 pairs: 30 %, with 95 % confidence 11 % to 60 %").waitFor();
  await page.screenshot({ path: path.join(ARTIFACTS, "study-end.png") });

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download the answers (CSV)" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("study-test.csv");
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\n");
  expect(lines[0]).toBe("trial,real side,choice,ms");
  expect(lines).toHaveLength(11);
  for (const [i, { real }] of plan.trials.entries()) {
    const [trial, side, choice, ms] = (lines[i + 1] ?? "").split(",");
    expect([trial, side, choice === side]).toEqual([String(i + 1), real, i >= 3]);
    expect(Number(ms)).toBeGreaterThanOrEqual(0);
  }
  // The first was answered after its pictures had gone.
  expect(Number(lines[1]?.split(",")[3])).toBeGreaterThanOrEqual(500);
});

test("a study asks nothing of any network, and its policy forbids nothing that it needs", () => {
  expect(requests.filter((url) => !url.startsWith("file:") && !url.startsWith("blob:"))).toEqual([]);
  expect(requests.filter((url) => url.endsWith(".png")).length).toBe(24);
  expect(errors).toEqual([]);
});
