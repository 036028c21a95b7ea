import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { ALL_FORMATS, BufferSource, Input } from "mediabunny";
import type { Locator, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ARTIFACTS, startHarness, type Harness, type View } from "./harness";
import { demoScene, stillFilm } from "./lens/film";
import {
  changedRegion,
  differences,
  farFrom,
  iou,
  readPicture,
  statistics,
  type Bits,
  type Pixels,
} from "./lens/pixels";

const WIDTH = 640;
const HEIGHT = 480;

describe("photographs and videos of the built app", () => {
  let harness: Harness;
  let view: View;
  /** What the camera sees, from the photograph's own original. */
  let original: Pixels;

  beforeAll(async () => {
    harness = await startHarness({ serve: "app", camera: { file: await stillFilm(demoScene, WIDTH, HEIGHT) } });
    view = await harness.open("?source=camera&translator=wasm&size=64&lang=en");
    await view.page.waitForFunction(() => mealshift.stages.translate > 0 && mealshift.dishes.length > 0, undefined, {
      timeout: 150_000,
    });
  }, 200_000);
  afterAll(async () => {
    view?.expectNoForeignRequests();
    view?.expectNoErrors();
    await harness?.close();
  });

  test("a photograph shows the dishes translated where they are, and nothing else changed", async () => {
    const { page } = view;
    const startedAt = performance.now();
    await page.keyboard.press("p");
    const sheet = page.getByRole("dialog", { name: "Your photo" });
    await sheet.getByRole("img").waitFor();
    console.log(
      `photograph after ${Math.round(performance.now() - startedAt)} ms: ${await sheet.locator("figcaption").innerText()}`,
    );
    const file = await save(page, sheet);
    await writeFile(path.join(ARTIFACTS, "keep-app-photo.jpg"), file);
    const translated = await readPicture(file);
    await sheet.getByRole("radio", { name: "Original" }).check();
    original = await readPicture(await save(page, sheet));
    await view.screenshot("keep-app-photo");
    await page.keyboard.press("Escape");
    expect(translated).toMatchObject({ width: original.width, height: original.height });
    await expectTranslated(original, translated, 0.55);
  });

  test("a recording shows the translation too, at an even rate", async () => {
    const { page } = view;
    await page.keyboard.press("r");
    await page.getByRole("timer").waitFor();
    await page.waitForTimeout(2000);
    await page.keyboard.press("r");
    const sheet = page.getByRole("dialog", { name: "Your video" });
    await sheet.locator("video").waitFor();
    const facts = await factsOf(await save(page, sheet));
    console.log(`recording: ${JSON.stringify(facts)}`);
    expect(facts).toMatchObject({ width: WIDTH, height: HEIGHT, sound: 0 });
    expect(facts.seconds).toBeGreaterThan(1.9);
    expect(facts.pictures).toBeGreaterThanOrEqual(Math.floor(facts.seconds * 30) - 2);
    await expectTranslated(await sizedTo(original, WIDTH, HEIGHT), await pictureAt(sheet, 1), 0.5);
    await page.keyboard.press("Escape");
  });

  test("a whole video is translated at its full length, with its sound", async () => {
    const { page } = view;
    const film = await makeFilm();
    await drop(page, film);
    await page.getByRole("button", { name: "Translate the whole video" }).click();
    const sheet = page.getByRole("dialog", { name: "Your video" });
    await sheet.locator("video").waitFor();
    const facts = await factsOf(await save(page, sheet));
    console.log(`film: ${JSON.stringify(facts)}`);
    expect(facts).toMatchObject({ width: 160, height: 120, pictures: 12, sound: (await factsOf(film)).sound });
    expect(facts.sound).toBeGreaterThan(0);
    expect(facts.seconds).toBeCloseTo(1, 1);
    const meal = await sizedTo(await readPicture(demoScene.file), 160, 120);
    for (const time of [0, 0.5, 0.9]) {
      const picture = await pictureAt(sheet, time);
      const dishes = await demoScene.dishes(160, 120);
      expect(statistics(differences(meal, picture), dishes).mean).toBeGreaterThan(12);
      // Encoded twice, the table is a little softer.
      expect(statistics(differences(meal, picture), farFrom(dishes, 10)).mean).toBeLessThan(10);
    }
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
  });

  test("a whole video that is called off leaves the live view as it was", async () => {
    const { page } = view;
    await page.getByRole("button", { name: "Translate the whole video" }).click();
    const sheet = page.getByRole("dialog", { name: "Translating the video" });
    await sheet.waitFor();
    await sheet.getByRole("button", { name: "Cancel" }).click();
    await sheet.waitFor({ state: "detached" });
    await vi.waitFor(async () => {
      expect(await page.evaluate(() => mealshift.fps.translated)).toBeGreaterThan(0);
    });
    expect(await page.locator("dialog").count()).toBe(0);
  });
});

describe("a photo that another app shared", () => {
  test("is opened once, and is gone from where the service worker left it", async () => {
    const harness = await startHarness({ serve: "app" });
    const view = await harness.open("?source=demo&size=64&lang=en");
    const { page } = view;
    const photo = await sharp(demoScene.file).resize(320).jpeg().toBuffer();
    await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const headers = { "content-type": "image/jpeg", "x-file-name": encodeURIComponent("昼食.jpg") };
      const cache = await caches.open("mealshift-shared");
      await cache.put(new URL("shared/media", document.baseURI), new Response(bytes, { headers }));
    }, photo.toString("base64"));
    await page.goto(`${harness.origin}/?shared&size=64&lang=en`);
    await page.waitForFunction(() => "mealshift" in globalThis && mealshift.source?.kind === "photo");
    expect(await page.evaluate(() => mealshift.picture)).toEqual({ width: 320, height: 240 });
    expect(await page.evaluate(async () => (await (await caches.open("mealshift-shared")).keys()).length)).toBe(0);
    expect(new URL(page.url()).searchParams.has("shared")).toBe(false);
    // Asked for again, there is nothing: the page says so and shows the demo scene.
    await page.goto(`${harness.origin}/?shared&lang=en`);
    await page.getByRole("alert").getByText("Nothing arrived").waitFor();
    await page.waitForFunction(() => mealshift.source?.kind === "demo");
    view.expectNoErrors();
    await harness.close();
  });
});

/** The dishes differ, by hand-marked region, and the table does not. */
async function expectTranslated(before: Pixels, after: Pixels, overlap: number): Promise<void> {
  const dishes: Bits = await demoScene.dishes(before.width, before.height);
  const found = iou(await changedRegion(before, after), dishes);
  const difference = differences(before, after);
  const table = statistics(difference, farFrom(dishes, Math.round(before.width * 0.06))).mean;
  console.log(`IoU with the dishes ${found.toFixed(2)}, mean difference on the table ${table.toFixed(1)}`);
  expect(found).toBeGreaterThanOrEqual(overlap);
  expect(statistics(difference, dishes).mean).toBeGreaterThan(12);
  expect(table).toBeLessThan(6);
}

async function save(page: Page, sheet: Locator): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    sheet.getByRole("button", { name: "Save" }).click(),
  ]);
  return readFile(await download.path());
}

async function factsOf(file: Buffer) {
  const input = new Input({ source: new BufferSource(file), formats: ALL_FORMATS });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  return {
    codec: await video?.getCodec(),
    width: await video?.getDisplayWidth(),
    height: await video?.getDisplayHeight(),
    seconds: await input.computeDuration(),
    pictures: (await video?.computePacketStats())?.packetCount ?? 0,
    sound: (await audio?.computePacketStats())?.packetCount ?? 0,
  };
}

/** What the sheet's player shows at a time, s. */
async function pictureAt(sheet: Locator, time: number): Promise<Pixels> {
  const url = await sheet.locator("video").evaluate(async (element, at) => {
    if (!(element instanceof HTMLVideoElement)) throw new Error("This is no player.");
    const seeked = new Promise((resolve) => element.addEventListener("seeked", resolve, { once: true }));
    element.currentTime = at;
    await seeked;
    const size = { width: element.videoWidth, height: element.videoHeight };
    const canvas = Object.assign(document.createElement("canvas"), size);
    canvas.getContext("2d")?.drawImage(element, 0, 0);
    return canvas.toDataURL("image/png");
  }, time);
  return readPicture(Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
}

async function sizedTo({ data, ...size }: Pixels, width: number, height: number): Promise<Pixels> {
  const png = await sharp(Buffer.from(data), { raw: { ...size, channels: 3 } })
    .resize(width, height, { fit: "fill" })
    .png()
    .toBuffer();
  return readPicture(png);
}

/** A second of the demo scene at 160x120, with a tone; made by a browser, for only they encode. */
async function makeFilm(): Promise<Buffer> {
  const pages = await startHarness({ serve: "pages" });
  try {
    const maker = await pages.open("keep.html");
    await maker.page.waitForFunction(() => "keepPage" in globalThis);
    return Buffer.from(await maker.page.evaluate(() => keepPage.mealFilm("/demo/meal.jpg")), "base64");
  } finally {
    await pages.close();
  }
}

async function drop(page: Page, file: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle((base64) => {
    const blob = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([blob], "meal.webm", { type: "video/webm" }));
    return files;
  }, file.toString("base64"));
  await page.locator(".stage").dispatchEvent("drop", { dataTransfer: transfer });
}
