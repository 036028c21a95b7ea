import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startHarness, type Harness } from "./harness";
import { BUSY, idleShare, QUIET } from "./quiet";

/** ms until something of the page is there. */
const FIRST_PAINT = 1500;
/** ms that the main thread may be busy in one go once the lens is ready. */
const LONGEST_TASK = 200;
/** Cumulative layout shift, as browsers' vitals count it. */
const LAYOUT_SHIFT = 0.02;

interface Vitals {
  /** What the test does at the moment, to name what was slow. */
  doing: string;
  readonly shifts: { readonly value: number; readonly during: string; readonly moved: string }[];
  readonly tasks: { readonly ms: number; readonly during: string }[];
}

declare global {
  var vitals: Vitals;
}

/** Runs in the page before its first script. */
function watchVitals(): void {
  globalThis.vitals = { doing: "loading", shifts: [], tasks: [] };
  const { vitals } = globalThis;
  const nameOf = (node: Node | null | undefined) =>
    node instanceof Element ? `${node.tagName}.${node.className}` : "";
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      readonly value: number;
      readonly hadRecentInput: boolean;
      readonly sources: readonly { readonly node?: Node | null }[];
    })[]) {
      const moved = entry.sources.map(({ node }) => nameOf(node)).join(" ");
      if (!entry.hadRecentInput) vitals.shifts.push({ value: entry.value, during: vitals.doing, moved });
    }
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) vitals.tasks.push({ ms: duration, during: vitals.doing });
  }).observe({ type: "longtask", buffered: true });
}

describe("the built page keeps its budgets", () => {
  let harness: Harness;
  let quiet = false;
  beforeAll(async () => {
    quiet = (await idleShare()) >= QUIET;
    harness = await startHarness({ serve: "app" });
  }, 240_000);
  afterAll(() => harness?.close());

  const open = async (query: string) =>
    harness.open(query, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      prepare: async (page) => {
        await page.addInitScript(watchVitals);
      },
    });

  test.for(["?lang=en", "?source=demo&size=128&lang=ja"])(
    "%s is painted soon, and nothing jumps while it loads",
    async (query, { skip }) => {
      const view = await open(query);
      await untilTranslating(view.page);
      await view.page.waitForTimeout(2500);
      const { shifts, paint } = await view.page.evaluate(() => ({
        shifts: vitals.shifts,
        paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity,
      }));
      const shift = shifts.reduce((sum, { value }) => sum + value, 0);
      console.log(`${query}: first paint after ${paint.toFixed(0)} ms, layout shift ${shift.toFixed(4)}`);
      for (const { value, moved } of shifts) console.log(`  ${value.toFixed(4)}: ${moved}`);
      expect(shift).toBeLessThan(LAYOUT_SHIFT);
      await view.close();
      skip(!quiet, BUSY);
      expect(paint).toBeLessThanOrEqual(FIRST_PAINT);
    },
  );

  test("no task holds the main thread long while the lens is used", async ({ skip }) => {
    const view = await open("?source=demo&size=128&lang=en");
    const { page } = view;
    await untilTranslating(page);
    const during = async (doing: string, act: () => Promise<unknown>) => {
      await page.evaluate((name) => (vitals.doing = name), doing);
      await act();
      await page.waitForTimeout(700);
    };
    await during("watching", () => page.waitForTimeout(2000));
    await during("choosing a dish", () => page.keyboard.press("5"));
    await during("comparing", () => page.keyboard.press("b"));
    await during("opening the sheet", () => page.getByRole("button", { name: "More" }).click());
    await during("opening the settings", () => page.getByRole("button", { name: "Settings" }).click());
    await during("changing the language", () => page.getByRole("dialog").getByText("日本語").click());
    await during("closing", () => page.keyboard.press("Escape"));
    await during("freezing", () => page.keyboard.press("f"));
    const tasks = await page.evaluate(() => vitals.tasks.filter((task) => task.during !== "loading"));
    const longest = tasks.reduce((most, task) => (task.ms > most.ms ? task : most), { ms: 0, during: "nothing" });
    console.log(`longest task ${longest.ms.toFixed(0)} ms, while ${longest.during}; ${tasks.length} above 50 ms`);
    view.expectNoErrors();
    await view.close();
    skip(!quiet, BUSY);
    expect(longest.ms).toBeLessThanOrEqual(LONGEST_TASK);
  });
});

async function untilTranslating(page: Page): Promise<void> {
  await page.waitForFunction(() => mealshift.ready && mealshift.stages.translate > 0, null, { timeout: 120_000 });
}
