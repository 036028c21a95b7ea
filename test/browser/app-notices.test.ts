import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AppNotice } from "../../src/pwa";
import { axeViolations } from "./axe";
import { startHarness, type Harness, type View } from "./harness";

const notices: readonly (readonly [notice: AppNotice, action: string | null])[] = [
  [{ kind: "stale" }, null],
  [{ kind: "update" }, "applyUpdate"],
  [{ kind: "elsewhere" }, "applyUpdate"],
  [{ kind: "trouble", error: "StorageFullError" }, null],
  [{ kind: "trouble", error: "StorageRefusedError" }, null],
  [{ kind: "offline" }, null],
  [{ kind: "install", way: "prompt" }, "install"],
  [{ kind: "install", way: "ios" }, null],
];
const screens = [
  ["phone", 390, 844],
  ["tablet", 820, 1180],
  ["desktop", 1280, 800],
  ["kiosk", 1920, 1080],
] as const;

let harness: Harness;
let view: View;
beforeAll(async () => {
  harness = await startHarness({ serve: "pages" });
  view = await harness.open("app-notices.html");
  await view.page.waitForFunction(() => "noticesPage" in globalThis);
  await view.page.emulateMedia({ reducedMotion: "reduce" });
});
afterAll(() => harness?.close());

describe.each(notices)("the notice %o", (notice, action) => {
  test("fits every screen in both languages, and axe finds nothing", async () => {
    for (const language of ["en", "ja"] as const) {
      await view.page.evaluate(
        ([shown, chosen]) => {
          noticesPage.setLanguage(chosen);
          noticesPage.show(shown);
        },
        [notice, language] as const,
      );
      for (const [name, width, height] of screens) {
        await view.page.setViewportSize({ width, height });
        const card = await view.page.locator(".app-notice").boundingBox();
        if (card === null) throw new Error("no card is shown");
        expect(card.x).toBeGreaterThanOrEqual(0);
        expect(card.x + card.width).toBeLessThanOrEqual(width);
        if (name === "phone" || name === "desktop") {
          await view.screenshot(`app-notice-${notice.kind}-${"way" in notice ? notice.way : ""}${name}-${language}`);
        }
      }
      expect(await axeViolations(view.page)).toEqual([]);
    }
  });

  test("has targets of 44 pixels, which do what they say", async () => {
    const buttons = view.page.locator(".app-notice button");
    for (const button of await buttons.all()) {
      const box = await button.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    }
    const before = await view.page.evaluate(() => noticesPage.calls.length);
    const expected: string[] = [];
    if (action !== null) {
      await view.page.locator(".app-notice-action").click();
      expected.push(action);
    }
    if (notice.kind !== "stale") {
      await view.page.locator(".app-notice .icon-button").click();
      expected.push("dismiss");
    }
    expect(await view.page.evaluate((from) => noticesPage.calls.slice(from), before)).toEqual(expected);
  });
});

test("news that asks for nothing goes by itself, what asks stays", async () => {
  await view.page.clock.install();
  for (const [notice, goes] of [
    [{ kind: "offline" }, true],
    [{ kind: "update" }, false],
  ] as const) {
    await view.page.evaluate((shown) => {
      noticesPage.show(null);
      noticesPage.show(shown);
    }, notice);
    await view.page.locator(".app-notice").waitFor();
    const before = await view.page.evaluate(() => noticesPage.calls.length);
    await view.page.clock.runFor(20_000);
    expect(await view.page.evaluate((from) => noticesPage.calls.slice(from), before)).toEqual(goes ? ["dismiss"] : []);
  }
  view.expectNoErrors();
});
