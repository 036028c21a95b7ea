import { readFile } from "node:fs/promises";
import { cpus } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ARTIFACTS, startHarness, type Harness, type View } from "./harness";
import { demoScene, photograph, stillFilm, withMoreTable, type Scene } from "./lens/film";
import {
  changedRegion,
  differences,
  farFrom,
  iou,
  outsideOf,
  readPicture,
  saveBits,
  shareAbove,
  statistics,
  type Bits,
  type Pixels,
} from "./lens/pixels";
import { installProbe, seen, shown, shownAfter } from "./lens/probe";
import { BUSY, idleShare, QUIET } from "./quiet";

const WIDTH = 640;
const HEIGHT = 480;

const photo = photograph("070");
const scene: Scene = photo === undefined ? demoScene : await withMoreTable(photo, 0.25);

describe(`the lens on a camera that sees ${scene.name}`, () => {
  let harness: Harness;
  let view: View;
  let dishes: Bits;
  let original: Pixels;
  // What else runs on the machine, before the browser adds to it.
  let idleBefore = 1;

  beforeAll(async () => {
    idleBefore = await idleShare();
    harness = await startHarness({ serve: "app", camera: { file: await stillFilm(scene, WIDTH, HEIGHT) } });
    view = await harness.open("?source=camera&size=128&lang=en", { prepare: installProbe });
    await untilTranslating(view);
    dishes = await scene.dishes(WIDTH, HEIGHT);
    original = await shownOriginal(view, "lens-original");
  }, 400_000);
  afterAll(() => harness?.close());

  test.skipIf(photo === undefined)("is a real photograph (MEALSHIFT_DATA is there)", () => {
    expect(scene).not.toBe(demoScene);
  });

  test("plays the camera's picture as it is", async () => {
    expect(await view.page.evaluate(() => mealshift.picture)).toEqual({ width: WIDTH, height: HEIGHT });
    const everywhere = { width: WIDTH, height: HEIGHT, bits: new Uint8Array(WIDTH * HEIGHT).fill(1) };
    await vi.waitFor(
      async () => {
        const camera = await seen(view.page, WIDTH, HEIGHT, "lens-camera");
        // The browser may turn the film's YUV into RGB in two ways, which differ by a few levels at single pixels.
        const difference = differences(camera, original);
        expect(shareAbove(difference, everywhere, 2)).toBeLessThan(0.01);
        expect(statistics(difference, everywhere).max).toBeLessThanOrEqual(8);
      },
      { timeout: 10_000, interval: 200 },
    );
  });

  test("puts the translation where the dish is, and touches nothing outside", async () => {
    const picture = await shown(view.page, "lens-translated");
    const changed = await changedRegion(original, picture);
    await saveBits(changed, path.join(ARTIFACTS, "lens-changed.png"));
    const overlap = iou(changed, dishes);
    console.log(`IoU of the changed region with the dish, marked by hand: ${overlap.toFixed(3)}`);
    expect(overlap).toBeGreaterThanOrEqual(0.6);
    const difference = differences(original, picture);
    // Beyond the regions that were translated, nothing at all may change.
    const boxes = await view.page.evaluate(() => mealshift.dishes.map((dish) => dish.box));
    const beyond = outsideOf(boxes, WIDTH, HEIGHT);
    expect(statistics(difference, beyond).count).toBeGreaterThan(WIDTH * HEIGHT * 0.05);
    expect(statistics(difference, beyond).max).toBeLessThanOrEqual(2);
    // Inside them, the mask decides: it is the segmenter's, which may see a little more dish than the hand did.
    const table = farFrom(dishes, Math.round(WIDTH * 0.06));
    expect(shareAbove(difference, table, 2)).toBeLessThan(0.05);
  });

  test("shows different dishes differently", async () => {
    const first = await choose(view, 1, "lens-dish-1");
    const second = await choose(view, 5, "lens-dish-5");
    const third = await choose(view, 9, "lens-dish-9");
    for (const [a, b] of [
      [first, second],
      [second, third],
      [first, third],
      [first, original],
      [second, original],
      [third, original],
    ] as const) {
      expect(statistics(differences(a, b), dishes).mean).toBeGreaterThan(12);
    }
  });

  test("switches the picture within a second of the key", async ({ skip }) => {
    await choose(view, 1, "lens-dish-1");
    const milliseconds = await view.page.evaluate(() =>
      lensProbe.untilChanged(() => {
        document.dispatchEvent(new KeyboardEvent("keydown", { key: "5", bubbles: true }));
      }),
    );
    console.log(`switching showed after ${milliseconds.toFixed(0)} ms`);
    skip(idleBefore < QUIET, BUSY);
    expect(milliseconds).toBeLessThan(1000);
  });

  test("translates ten frames a second at 128x128 on two cores, and draws all of the camera's thirty", async ({
    skip,
  }) => {
    const read = async () => {
      await view.page.waitForTimeout(2500);
      return view.page.evaluate(() => {
        const { fps, stages, translator, compositor } = mealshift;
        return { fps, stages, translator, compositor };
      });
    };
    await view.page.waitForTimeout(1500);
    let best = await read();
    // Rates are those of two seconds, in which other machines on the same processor may have taken their part.
    for (let again = 0; again < 4 && best.fps.translated < 11; again++) {
      const next = await read();
      if (next.fps.translated > best.fps.translated) best = next;
    }
    const { fps, stages, translator, compositor } = best;
    console.log(
      `${translator?.label}, ${compositor}: ${fps.translated.toFixed(1)} translated/s, ${fps.drawn.toFixed(1)} drawn/s, ` +
        `translate ${stages.translate.toFixed(0)} ms, segment ${stages.segment.toFixed(0)} ms, ` +
        `draw ${stages.draw.toFixed(1)} ms; ${(idleBefore * 100).toFixed(0)}% of ${cpus().length} cores idle before`,
    );
    expect(translator?.size).toBe(128);
    expect(compositor).toBe("canvas2d");
    expect(fps.drawn * 1.25 + 0.5).toBeGreaterThanOrEqual(fps.translated);
    skip(idleBefore < QUIET, BUSY);
    expect(fps.translated).toBeGreaterThanOrEqual(10);
    // Counted over two seconds, at whose ends a frame may be missing.
    expect(fps.drawn).toBeGreaterThanOrEqual(29);
  });

  test("fits phones, tablets and kiosks", async () => {
    for (const [name, width, height] of [
      ["phone", 390, 844],
      ["tablet", 1180, 820],
      ["kiosk", 1920, 1080],
    ] as const) {
      await view.page.setViewportSize({ width, height });
      await view.page.waitForTimeout(500);
      await view.screenshot(`lens-${name}`);
      const overflow = await view.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    }
  });

  test("asks no other origin for anything, and has nothing to complain of", () => {
    view.expectNoForeignRequests();
    view.expectNoErrors();
  });
});

const dropped = photograph("030");
describe("the lens on a dropped photo", () => {
  const file: Scene = dropped ?? demoScene;
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ serve: "app" });
  });
  afterAll(() => harness?.close());

  test(`translates the dish of ${file.name}`, async () => {
    const view = await harness.open("?source=demo&size=128&lang=en", { prepare: installProbe });
    await untilTranslating(view);
    await drop(view.page, file.file);
    await expect.poll(() => view.page.evaluate(() => mealshift.source?.kind), { timeout: 90_000 }).toBe("photo");
    const picture = await choose(view, 5, "lens-photo-translated");
    const changed = await changedRegion(await readPicture(file.file), picture);
    const overlap = iou(changed, await file.dishes(picture.width, picture.height));
    console.log(`IoU on the dropped photo: ${overlap.toFixed(3)}`);
    expect(overlap).toBeGreaterThanOrEqual(0.6);
    view.expectNoForeignRequests();
    view.expectNoErrors();
    await view.close();
  });
});

/** Drops a picture on the page, as from the desktop. */
async function drop(page: Page, file: string): Promise<void> {
  const base64 = (await readFile(file)).toString("base64");
  const transfer = await page.evaluateHandle(
    async ([bytes, name]) => {
      const blob = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
      const files = new DataTransfer();
      files.items.add(new File([blob], name, { type: "image/jpeg" }));
      return files;
    },
    [base64, path.basename(file)] as const,
  );
  await page.locator(".stage").dispatchEvent("drop", { dataTransfer: transfer });
}

/** Waits until dishes are found and translated. */
async function untilTranslating(view: View): Promise<void> {
  await vi.waitFor(
    async () => {
      const state = await view.page.evaluate(() => ({
        ready: mealshift.ready,
        translated: mealshift.stages.translate > 0,
        found: mealshift.dishes.length > 0,
        errors: mealshift.errors,
      }));
      expect(state).toEqual({ ready: true, translated: true, found: true, errors: [] });
    },
    { timeout: 150_000, interval: 250 },
  );
}

/** Chooses the dish of a number key, and gives the picture after its cross-fade. */
async function choose(view: View, number: number, name: string): Promise<Pixels> {
  const tile = view.page.getByRole("radio").nth(number - 1);
  if ((await tile.getAttribute("aria-checked")) === "true") return shown(view.page, name);
  return shownAfter(view.page, name, () => view.page.keyboard.press(String(number)));
}

/** The picture while the space bar asks for the original. */
async function shownOriginal(view: View, name: string): Promise<Pixels> {
  const picture = await shownAfter(view.page, name, () => view.page.keyboard.down("Space"));
  await shownAfter(view.page, `${name}-released`, () => view.page.keyboard.up("Space"));
  return picture;
}
