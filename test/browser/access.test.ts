import { readdirSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROOT } from "../../scripts/lib/stamp.mjs";
import { axeViolations } from "./axe";
import { startHarness, type Harness, type OpenOptions, type View } from "./harness";

const screens = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true },
  side: { viewport: { width: 844, height: 390 }, hasTouch: true },
  tablet: { viewport: { width: 820, height: 1180 }, hasTouch: true },
  desktop: { viewport: { width: 1280, height: 800 } },
} as const satisfies Record<string, OpenOptions>;

/** Situations of the lens, as test/browser/pages/ui.ts makes them. */
const scenes = [
  "ready",
  "camera&captions&left",
  "two",
  "compare",
  "searching",
  "loading",
  "loading&welcome",
  "denied",
  "lost",
  "broken",
  "notices",
];

/** How each sheet of the lens is opened from the page. */
const sheets: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  more: openMore,
  settings: (page) => openFromMore(page, "Settings"),
  forget: async (page) => {
    await openFromMore(page, "Settings");
    await page.getByRole("button", { name: "Forget everything on this device" }).click();
  },
  keys: (page) => openFromMore(page, "Keyboard"),
  status: (page) => openFromMore(page, "How the lens is running"),
  about: (page) => openFromMore(page, "About and privacy"),
  camera: (page) => page.keyboard.press("c"),
};

const labs = readdirSync(path.join(ROOT, "labs")).filter((name) => name.endsWith(".html"));

let harness: Harness;
let phone: View;
let desktop: View;

beforeAll(async () => {
  harness = await startHarness({ serve: "pages" });
  phone = await harness.open("blank.html", screens.phone);
  desktop = await harness.open("blank.html", screens.desktop);
  await desktop.page.emulateMedia({ colorScheme: "dark" });
}, 120_000);
afterAll(() => harness?.close());

describe("axe finds nothing", () => {
  test.each(scenes)("in the scene %s, on a phone by day and on a desktop by night", async (scene) => {
    await goTo(phone, `scene=${scene}&lang=ja`);
    expect(await axeViolations(phone.page)).toEqual([]);
    await goTo(desktop, `scene=${scene}`);
    expect(await axeViolations(desktop.page)).toEqual([]);
  });

  test.each(Object.entries(sheets))("in the sheet %s, by day and by night", async (_name, open) => {
    for (const view of [phone, desktop]) {
      await goTo(view, "scene=camera");
      await open(view.page);
      await view.page.locator("dialog[open]").waitFor();
      await untilStill(view.page);
      expect(await axeViolations(view.page)).toEqual([]);
    }
  });

  test.each(labs)("on the page labs/%s, by day and by night", async (lab) => {
    for (const view of [phone, desktop]) {
      await view.page.goto(`${harness.origin}/labs/${lab}`);
      await view.page.locator("h1").first().waitFor();
      await untilStill(view.page);
      expect(await axeViolations(view.page)).toEqual([]);
    }
  });
});

describe("nothing is out of reach", () => {
  test.each(Object.entries(screens))(
    "on %s every target is at least 44 pixels wide and high",
    async (_name, screen) => {
      const { page } = phone;
      await page.setViewportSize(screen.viewport);
      for (const scene of ["camera", "two&left", "denied", "loading&welcome"]) {
        await goTo(phone, `scene=${scene}`);
        expect(await smallTargets(page)).toEqual([]);
      }
      await page.setViewportSize(screens.phone.viewport);
    },
  );

  // Half of a phone's width is what its page zoom of 200 % leaves, 640x400 a desktop's.
  test.each([
    [195, 422, 100],
    [640, 400, 100],
    [390, 844, 200],
    [1280, 800, 200],
  ])("at %ix%i with letters of %i per cent everything fits or scrolls into view", async (width, height, percent) => {
    const { page } = phone;
    await page.setViewportSize({ width, height });
    for (const scene of ["camera", "denied", "loading&welcome"]) {
      await goTo(phone, `scene=${scene}`);
      await page.evaluate((size) => {
        document.documentElement.style.fontSize = `${size}%`;
      }, percent);
      await untilStill(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      expect(await outOfReach(page)).toEqual([]);
    }
    await page.setViewportSize(screens.phone.viewport);
  });

  test("the tab key goes through everything once, shows where it is, and is trapped nowhere", async () => {
    const { page } = desktop;
    await goTo(desktop, "scene=camera&lang=en");
    const stops: string[] = [];
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const active = document.activeElement;
        if (active === null || active === document.body) return null;
        const { outlineStyle, outlineWidth } = getComputedStyle(active);
        const visible = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
        return `${visible ? "" : "invisible: "}${active.ariaLabel ?? active.textContent.trim()}`;
      });
      if (stop === null || stop === stops[0]) break;
      stops.push(stop);
    }
    expect(stops.filter((stop) => stop.startsWith("invisible"))).toEqual([]);
    expect(new Set(stops).size).toBe(stops.length);
    for (const name of ["Back camera", "Turn the camera round", "ラーメン Ramen", "Open", "Compare", "More"]) {
      expect(stops).toContain(name);
    }
  });

  test("colours of the system's choosing leave every state visible", async () => {
    const { page } = desktop;
    await goTo(desktop, "scene=compare");
    await page.emulateMedia({ colorScheme: "dark", forcedColors: "active" });
    const ground = (selector: string) =>
      page.evaluate((found) => {
        const element = document.querySelector(found);
        return element === null ? found : getComputedStyle(element).backgroundColor;
      }, selector);
    expect(await ground('.tool[aria-pressed="true"]')).not.toBe(await ground(".tool:not([aria-pressed])"));
    await openFromMore(page, "Settings");
    expect(await ground(".segment :checked + span")).not.toBe(await ground(".segment :not(:checked) + span"));
    await page.emulateMedia({ colorScheme: "dark", forcedColors: "none" });
  });
});

async function goTo(view: View, query: string): Promise<void> {
  await view.page.goto(`${harness.origin}/test/browser/pages/ui.html?${query}`);
  await view.page.waitForFunction(() => "uiPage" in globalThis);
  await untilStill(view.page);
}

/** Cards and sheets slide in; what is still half transparent has another contrast. */
async function untilStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
}

async function openMore(page: Page): Promise<void> {
  await page.getByRole("button", { name: "More" }).click();
}

async function openFromMore(page: Page, name: string): Promise<void> {
  await openMore(page);
  await page.getByRole("dialog").getByRole("button", { name }).click();
}

/** Buttons and links under the size of a fingertip. */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("button, a[href], summary")]
      .filter((target) => target.checkVisibility())
      .map((target) => ({ name: target.ariaLabel ?? target.textContent, box: target.getBoundingClientRect() }))
      // Sides may come out as 43.99997 pixels.
      .filter(({ box }) => box.width < 43.99 || box.height < 43.99)
      .map(({ name, box }) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`),
  );
}

/** Buttons that cannot be scrolled to where a finger or an eye can get at their middle. */
function outOfReach(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("button")]
      .filter((button) => button.closest("[inert]") === null && button.checkVisibility())
      .filter((button) => {
        button.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
        const { left, top, width, height } = button.getBoundingClientRect();
        const hit = document.elementFromPoint(left + width / 2, top + height / 2);
        return hit === null || (!button.contains(hit) && !hit.contains(button));
      })
      .map((button) => button.ariaLabel ?? button.textContent),
  );
}
