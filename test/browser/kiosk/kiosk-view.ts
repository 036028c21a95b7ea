import type { Page } from "playwright-core";
import { expect, vi } from "vitest";
import type { Harness, OpenOptions, View } from "../harness";
import { installFaults } from "../faults";

/** The PIN 2468, hashed in few rounds for the test's sake. */
const pin = {
  salt: "MDEyMzQ1Njc4OWFiY2RlZg==",
  hash: "GSqUHRIQSs8+0ih8/oi1u5onzWcmsEd8peC+blPE6Qs=",
  iterations: 100_000,
} as const;

/** A profile for tests: short times, counters on, nothing to keep, a PIN, an address for phones. */
const testProfile = {
  language: "en",
  source: "camera",
  dishes: ["ramen", "curry_rice", "pad_thai"],
  firstDish: "curry_rice",
  attract: { source: "demo", dishSeconds: 3 },
  idle: { seconds: 20, warnSeconds: 5, motion: false },
  lock: { corner: "top-left", pin },
  watch: { stallSeconds: 6, restartAt: null },
  keep: "none",
  counters: true,
  phone: { address: "https://mealshift.example/" },
} as const;

/** A kiosk under test: its page, and its profile's file, which the test can write. */
export interface KioskView extends View {
  /** Writes kiosk.json: text as it is, anything else as JSON over the test's profile. */
  readonly writeProfile: (content: string | object) => void;
  /** Time passes for the page, all at once, as for a machine that was asleep. */
  readonly skip: (seconds: number) => Promise<void>;
}

export async function openKiosk(harness: Harness, query: string, options: OpenOptions = {}): Promise<KioskView> {
  let text = JSON.stringify(testProfile);
  let version = 1;
  const view = await harness.open(`?kiosk${query}`, {
    ...options,
    prepare: async (page) => {
      await page.clock.install();
      await installFaults(page);
      await page.route("**/kiosk.json", async (route) => {
        const etag = `"${version}"`;
        const known = route.request().headers()["if-none-match"] === etag;
        await route.fulfill({
          status: known ? 304 : 200,
          headers: { ETag: etag },
          ...(known ? {} : { body: text, contentType: "application/json" }),
        });
      });
    },
  });
  return {
    ...view,
    writeProfile(content) {
      text = typeof content === "string" ? content : JSON.stringify({ ...testProfile, ...content });
      version += 1;
    },
    skip: (seconds) => view.page.clock.fastForward(seconds * 1000),
  };
}

/** Waits, in real time, until the lens has found and translated something since now. */
export async function untilTranslating({ page }: View): Promise<void> {
  await vi.waitFor(
    async () => {
      expect(
        await page.evaluate(() => mealshift.ready && mealshift.dishes.length > 0 && mealshift.fps.translated > 0),
      ).toBe(true);
    },
    { timeout: 120_000, interval: 100 },
  );
}

export async function untilAttracting(page: Page): Promise<void> {
  await page.locator(".attract").waitFor();
  expect(await page.locator(".app").count()).toBe(0);
}

/** Restarts by cause, as the diagnostics count them. */
export const restartsOf = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(() => {
    const journal = sessionStorage.getItem("mealshift.kiosk.journal");
    return journal === null ? {} : JSON.parse(journal).restarts;
  });
