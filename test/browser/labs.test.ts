import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { axeViolations } from "./axe";
import { ROOT } from "../../scripts/lib/stamp.mjs";
import { type Harness, type OpenOptions, startHarness, type View } from "./harness";
import { deviation, meanError, pieceOf, pixelsOf, wallPieces } from "./labs/pixels";

const photo = path.join(ROOT, "public/demo/meal-above.jpg");
const slow = { timeout: 60_000, interval: 200 };

const phone: OpenOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, locale: "ja-JP" };

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({ serve: "app", camera: "test-pattern" });
});
afterAll(() => harness?.close());

/** Opens a lab and waits until its model runs. */
async function openLab(address: string, options?: OpenOptions): Promise<View> {
  const view = await harness.open(`labs/${address}`, options);
  await view.page.waitForSelector(".lab-runs[data-on]");
  return view;
}

/** Whether an element lies within the width of the page. */
function isInView(page: Page, selector: string): Promise<boolean> {
  return page.locator(selector).evaluate((element) => {
    const { left, right } = element.getBoundingClientRect();
    return left >= 0 && right <= innerWidth;
  });
}

async function expectAccessible(page: Page): Promise<void> {
  expect(await axeViolations(page)).toEqual([]);
}

/** Nothing hangs over the page's side. */
async function expectNoOverflow(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

describe("sketch", () => {
  test("colours while one draws, undoes, traces a photo, and saves", async () => {
    const view = await openLab("sketch.html");
    const { page } = view;
    const result = page.getByRole("img", { name: "Coloured by the net" });
    await vi.waitFor(async () => expect(deviation(await pixelsOf(result))).toBeGreaterThan(10), slow);
    const before = await pixelsOf(result);
    expect(before).toHaveLength(192 * 192 * 4);

    // Coloured before the brush is lifted.
    const pad = page.locator(".pad");
    const box = await pad.boundingBox();
    if (box === null) throw new Error("The sheet is not shown.");
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.55);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.75, { steps: 12 });
    await vi.waitFor(async () => expect(meanError(await pixelsOf(result), before)).toBeGreaterThan(0.3), slow);
    await page.mouse.up();

    // The same drawing gives the same picture.
    await page.keyboard.press("Control+z");
    await vi.waitFor(async () => expect(await pixelsOf(result)).toEqual(before), slow);
    await page.keyboard.press("Control+Shift+z");
    await vi.waitFor(async () => expect(meanError(await pixelsOf(result), before)).toBeGreaterThan(0.3), slow);
    await page.keyboard.press("e");
    expect(await page.getByRole("button", { name: "Eraser" }).getAttribute("aria-pressed")).toBe("true");

    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: "Lines of a photo" }).click(),
    ]);
    const drawn = await pixelsOf(pad, 96);
    await chooser.setFiles(photo);
    await vi.waitFor(async () => expect(meanError(await pixelsOf(pad, 96), drawn)).toBeGreaterThan(3), slow);
    const dark = (await pixelsOf(pad, 192)).filter((value, i) => i % 4 === 0 && value < 128).length / 192 ** 2;
    expect(dark).toBeGreaterThan(0.01);
    expect(dark).toBeLessThan(0.3);

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save picture" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("mealshift-sketch.png");

    await page.getByRole("button", { name: "Clear the sheet" }).click();
    await vi.waitFor(async () => expect(deviation(await pixelsOf(pad, 96))).toBe(0), slow);
    await expectAccessible(page);
    view.expectNoForeignRequests();
    view.expectNoErrors();
    await view.close();
  });

  test("a photo that cannot be read is told, and the sketch stays", async () => {
    const view = await openLab("sketch.html");
    const { page } = view;
    const before = await pixelsOf(page.locator(".pad"), 96);
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: "Lines of a photo" }).click(),
    ]);
    await chooser.setFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("UnreadableFileError");
    expect(await pixelsOf(page.locator(".pad"), 96)).toEqual(before);
    await view.close();
  });
});

test("a worker that died is started again in the middle of the work", async () => {
  const view = await harness.open("labs/sketch.html", {
    prepare: async (page) => {
      await page.addInitScript(() => {
        const { Worker } = globalThis;
        globalThis.Worker = class extends Worker {
          constructor(...options: ConstructorParameters<typeof Worker>) {
            super(...options);
            addEventListener("kill", () => {
              this.terminate();
              this.dispatchEvent(new ErrorEvent("error", { message: "killed by the test" }));
            });
          }
        };
      });
    },
  });
  const { page } = view;
  await page.waitForSelector(".lab-runs[data-on]");
  const result = page.getByRole("img", { name: "Coloured by the net" });
  await vi.waitFor(async () => expect(deviation(await pixelsOf(result))).toBeGreaterThan(10), slow);
  const before = await pixelsOf(result);
  await page.evaluate(() => dispatchEvent(new Event("kill")));
  await page.getByRole("button", { name: "Noodles" }).click();
  await vi.waitFor(async () => expect(meanError(await pixelsOf(result), before)).toBeGreaterThan(3), slow);
  await page.getByText("started again 1×").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  await view.close();
});

describe("sushi dream", () => {
  test("hangs a hundred different pieces, the same for a seed, and walks between two", async () => {
    const view = await openLab("sushi.html#seed=7");
    const { page } = view;
    const wall = page.locator(".wall canvas");
    const pieces = async () => wallPieces(wall);
    await vi.waitFor(async () => expect(new Set(await pieces()).size).toBe(100), slow);
    const first = await pieces();

    // The large picture is the piece; half way it is neither.
    const large = page.locator(".between canvas");
    await page.getByRole("button", { name: "Piece 34", exact: true }).click();
    const samePiece = async (): Promise<boolean> => pieceOf(await pixelsOf(large)) === first[33];
    await vi.waitFor(async () => expect(await samePiece()).toBe(true), slow);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "To piece 44" }).first().waitFor();
    const slider = page.getByRole("slider", { name: "Way from the one to the other" });
    await slider.fill("0.5");
    await vi.waitFor(async () => {
      const now = pieceOf(await pixelsOf(large));
      expect([first[33], first[43]]).not.toContain(now);
    }, slow);

    // It moves by itself until it is held.
    await page.getByRole("button", { name: "Morph" }).click();
    await vi.waitFor(async () => expect(await slider.inputValue()).not.toBe("0.5"), slow);
    await page.getByRole("button", { name: "Pause" }).click();

    // The address says which wall it is: another one differs, the first comes back.
    const seed = page.getByRole("textbox", { name: "Seed" });
    await seed.fill("8");
    await seed.press("Enter");
    await vi.waitFor(async () => {
      const second = await pieces();
      expect(second.filter((piece) => first.includes(piece))).toEqual([]);
    }, slow);
    expect(page.url()).toContain("#seed=8");
    await seed.fill("ramen");
    await seed.press("Enter");
    expect(await page.locator(".seed [role=status]").textContent()).toContain("whole number");
    await page.evaluate(() => {
      location.hash = "seed=7";
    });
    await vi.waitFor(async () => expect(await pieces()).toEqual(first), slow);
    await expectAccessible(page);
    view.expectNoErrors();
    await view.close();
  });

  test("stays still where people asked for less motion", async () => {
    const view = await harness.open("labs/sushi.html#seed=7", {
      ...phone,
      prepare: (page) => page.emulateMedia({ reducedMotion: "reduce", colorScheme: "light" }),
    });
    const { page } = view;
    await page.waitForSelector(".lab-runs[data-on]");
    expect(await page.getByRole("button", { name: "モーフ" }).count()).toBe(0);
    await page.getByRole("button", { name: "次の組" }).click();
    await page.getByRole("button", { name: "始点は2番" }).first().waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await view.close();
  });
});

describe("attention", () => {
  test("shows a translation and where the net looked, of demo pictures and the camera", async () => {
    const view = await openLab("attention.html");
    const { page } = view;
    const original = page.getByRole("img", { name: "Original", exact: true });
    const translated = page.getByRole("img", { name: "As Ramen" });
    const map = page.locator(".heat-map");
    await vi.waitFor(async () => expect(deviation(await pixelsOf(translated))).toBeGreaterThan(10), slow);
    const first = await pixelsOf(map);
    expect(first).toHaveLength(32 * 32 * 4);
    expect(deviation(first)).toBeGreaterThan(15);
    expect(new Set(new Uint32Array(first.buffer)).size).toBeGreaterThan(30);
    expect(meanError(await pixelsOf(translated), await pixelsOf(original))).toBeGreaterThan(8);

    await page.getByRole("slider", { name: "Opacity of the heat map" }).fill("0.25");
    expect(await map.evaluate((element) => getComputedStyle(element).opacity)).toBe("0.25");

    await page.getByRole("button", { name: "Plate" }).click();
    await vi.waitFor(async () => expect(meanError(await pixelsOf(map), first)).toBeGreaterThan(5), slow);
    await expectAccessible(page);

    await page.getByRole("button", { name: "Camera" }).click();
    await page.getByRole("button", { name: "Hold picture" }).waitFor();
    const before = await pixelsOf(original);
    await vi.waitFor(async () => expect(await pixelsOf(original)).not.toEqual(before), slow);
    await page.getByRole("button", { name: "Hold picture" }).click();
    view.expectNoForeignRequests();
    view.expectNoErrors();
    await view.close();
  });
});

describe("two-way", () => {
  test("goes there and back, with the error that the pictures have", async () => {
    const view = await openLab("two-way.html");
    const { page } = view;
    const shown = page.locator(".cycle-error [data-error]");
    await shown.waitFor();
    const canvases = page.locator(".journey figure > canvas");
    const measure = async () => {
      const pictures = await Promise.all([0, 1, 2].map((i) => pixelsOf(canvases.nth(i))));
      const [original, there, back] = pictures;
      if (!original || !there || !back) throw new Error("A picture is missing.");
      return { there: meanError(there, original), back: meanError(back, original) };
    };
    const errorShown = async () => Number(await shown.getAttribute("data-error"));
    const { there, back } = await measure();
    expect(await errorShown()).toBeCloseTo(back, 4);
    expect(await page.locator(".cycle-error").textContent()).toContain(there.toFixed(1));
    expect(back).toBeGreaterThan(3);

    await page.getByRole("button", { name: "Swap directions" }).click();
    await vi.waitFor(async () => {
      const swapped = await measure();
      expect(swapped.there).not.toBeCloseTo(there, 1);
      expect(await errorShown()).toBeCloseTo(swapped.back, 4);
    }, slow);
    await page.getByRole("img", { name: "There: Curry rice" }).waitFor();
    await expectAccessible(page);
    view.expectNoErrors();
    await view.close();
  });
});

describe("a model that is not there", () => {
  const missing = /404|Failed to load/;

  test("is told with what to do, and fetched when it is asked for again", async () => {
    let gone = true;
    const view = await harness.open("labs/sketch.html", {
      prepare: async (page) => {
        await page.route("**/models/noodle-lines/**", (route) =>
          gone ? route.fulfill({ status: 404 }) : route.continue(),
        );
      },
    });
    const { page } = view;
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.textContent()).toContain("not there");
    expect(await alert.textContent()).toContain("The other labs and the lens work without it");
    await expectAccessible(page);
    gone = false;
    await alert.getByRole("button").click();
    await page.waitForSelector(".lab-runs[data-on]");
    view.expectNoErrors([missing]);
    await view.close();
  });

  test("leaves the way there where it is the way back", async () => {
    const view = await harness.open("labs/two-way.html?lang=ja", {
      ...phone,
      prepare: async (page) => {
        await page.route("**/models/ramen-curry/**", (route) => route.fulfill({ status: 404 }));
      },
    });
    const { page } = view;
    // In English the row of labs is longer than a phone is wide.
    await page.getByRole("button", { name: "Switch to English" }).click();
    await expect.poll(() => isInView(page, ".lab-nav [aria-current]")).toBe(true);
    await page.getByRole("button", { name: "日本語に切り替える" }).click();
    await page.getByRole("alert").waitFor();
    const translated = page.getByRole("img", { name: "行き：ラーメン" });
    await vi.waitFor(async () => expect(deviation(await pixelsOf(translated))).toBeGreaterThan(10), slow);
    await expectAccessible(page);
    await expectNoOverflow(page);
    view.expectNoErrors([missing]);
    await view.close();
  });
});

test("the labs are found from their own page, on a phone in Japanese", async () => {
  const view = await harness.open("labs/", phone);
  const { page } = view;
  await page.getByRole("heading", { name: "ラボ" }).waitFor();
  await expectAccessible(page);
  await expectNoOverflow(page);
  const targets = await page.locator("main a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  expect(targets).toEqual(["./sketch.html", "./sushi.html", "./attention.html", "./two-way.html"]);
  await page.getByRole("button", { name: "Switch to English" }).click();
  await page.getByRole("heading", { name: "Labs" }).waitFor();
  view.expectNoErrors();
  await view.close();
});
