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
      const { page } = view;
      if (!page.url().endsWith("?scene=camera")) await goTo(view, "scene=camera");
      await open(page);
      await page.locator("dialog[open]").waitFor();
      await untilStill(page);
      expect(await axeViolations(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.locator("dialog[open]").waitFor({ state: "detached" });
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
  test.each(["camera", "two&left", "denied", "loading&welcome"])(
    "in the scene %s every target is at least 44 pixels wide and high, on every screen",
    async (scene) => {
      const { page } = phone;
      await goTo(phone, `scene=${scene}`);
      for (const [name, { viewport }] of Object.entries(screens)) {
        await resize(page, viewport);
        expect([name, ...(await smallTargets(page))]).toEqual([name]);
      }
      await resize(page, screens.phone.viewport);
    },
  );

  test.each(["camera", "denied", "loading&welcome"])(
    "in the scene %s everything fits or scrolls into view, with large letters and with page zoom",
    async (scene) => {
      const { page } = phone;
      await goTo(phone, `scene=${scene}`);
      // Half of a phone's width is what its page zoom of 200 % leaves, 640x400 a desktop's.
      for (const [width, height, percent] of [
        [195, 422, 100],
        [640, 400, 100],
        [390, 844, 200],
        [1280, 800, 200],
      ] as const) {
        await page.evaluate((size) => {
          document.documentElement.style.fontSize = `${size}%`;
        }, percent);
        await resize(page, { width, height });
        const at = `${width}x${height}, ${percent} %`;
        const beside = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect([at, beside]).toEqual([at, Math.min(0, beside)]);
        expect([at, ...(await outOfReach(page))]).toEqual([at]);
      }
      await resize(page, screens.phone.viewport);
    },
  );

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

/** Another size of the window, and the layout that follows from it. */
async function resize(page: Page, viewport: { readonly width: number; readonly height: number }): Promise<void> {
  await page.setViewportSize(viewport);
  // Observers of sizes are called after the layout of a frame, and change the next one.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await untilStill(page);
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
