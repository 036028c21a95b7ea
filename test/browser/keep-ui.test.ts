import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { axeViolations } from "./axe";
import { startHarness, type Harness, type OpenOptions, type View } from "./harness";

const phone: OpenOptions = { viewport: { width: 390, height: 844 }, hasTouch: true };
const tablet: OpenOptions = { viewport: { width: 1180, height: 820 } };

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({ serve: "pages" });
});
afterAll(async () => {
  await harness?.close();
});

const openScene = async (query: string, options: OpenOptions): Promise<View> => {
  const view = await harness.open(`ui.html?scene=ready&${query}`, options);
  await view.page.waitForFunction(() => "uiPage" in globalThis);
  return view;
};

const expectAccessible = async (view: View): Promise<void> => {
  expect(await axeViolations(view.page)).toEqual([]);
  const small = await view.page.evaluate(() =>
    [...document.querySelectorAll("dialog button, dialog label, .shutter, .keep-pill button")]
      .map((each) => ({ name: each.textContent, box: each.getBoundingClientRect() }))
      .filter(({ box }) => box.width < 43.9 || box.height < 43.9)
      .map(({ name, box }) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`),
  );
  expect(small).toEqual([]);
};

test("the shutter takes a photo, which is looked at three ways, saved under its name and copied", async () => {
  const view = await openScene("lang=en", tablet);
  const { page, context } = view;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Take a photo" }).click();
  const sheet = page.getByRole("dialog", { name: "Your photo" });
  await sheet.getByRole("img", { name: "The photo: Translated" }).waitFor();
  expect(await sheet.textContent()).toMatch(/1280 × 960 pixels, \d+\.\d MB.*512 × 512/);
  await expectAccessible(view);
  await view.screenshot("keep-photo-tablet-en");

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    sheet.getByRole("button", { name: "Save" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^mealshift-ramen-\d{4}-\d\d-\d\d-\d{6}\.jpg$/);
  const bytes = await readFile(await download.path());
  expect([...bytes.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
  // No EXIF: nothing of time, place or device.
  expect(bytes.includes("Exif")).toBe(false);

  await sheet.getByRole("radio", { name: "Both" }).check();
  await sheet.getByRole("img", { name: "The photo: Both" }).waitFor();
  await sheet.getByRole("button", { name: "Copy" }).click();
  await sheet.getByText("Copied.").waitFor();
  const copied = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const picture = await item?.getType("image/png");
    if (picture === undefined) return 0;
    return (await createImageBitmap(picture)).width;
  });
  expect(copied).toBeGreaterThan(2560);

  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.className)).toContain("shutter");
  view.expectNoErrors([/tiles\/\w+\.webp/, /404/]);
  await view.close();
});

test("a system that shares gets the file; one that refuses is told of", async () => {
  const view = await harness.open("ui.html?scene=ready&lang=en", {
    ...tablet,
    prepare: async (page) => {
      await page.addInitScript(() => {
        const shared: string[] = [];
        Object.assign(globalThis, { shared });
        Object.assign(navigator, {
          canShare: () => true,
          share: ({ files }: { files: File[] }) => {
            shared.push(files[0]?.name ?? "");
            return shared.length > 1 ? Promise.reject(new DOMException("no", "NotAllowedError")) : Promise.resolve();
          },
        });
      });
    },
  });
  await view.page.waitForFunction(() => "uiPage" in globalThis);
  await view.page.keyboard.press("p");
  const share = view.page.getByRole("dialog").getByRole("button", { name: "Share" });
  await share.click();
  await view.page.getByText("Handed on.").waitFor();
  await share.click();
  await view.page.getByText("It could not be handed on").waitFor();
  expect(await view.page.evaluate(() => Reflect.get(globalThis, "shared"))).toEqual([
    expect.stringMatching(/^mealshift-ramen-.*\.jpg$/),
    expect.stringMatching(/^mealshift-ramen-.*\.jpg$/),
  ]);
  await view.close();
});

test("a photo that takes long says what it does, leaves the lens in use, and is called off with Escape", async () => {
  const view = await openScene("lang=ja", phone);
  const { page } = view;
  await page.evaluate(() => {
    uiPage.studio.find = () => new Promise(() => undefined);
  });
  await page.keyboard.press("p");
  await page.getByText("写真の中の料理を探しています…").waitFor();
  await expectAccessible(view);
  await view.screenshot("keep-busy-phone-ja");
  await page.keyboard.press("3");
  expect(await page.evaluate(() => uiPage.calls)).toContain('chooseDomain "curry_rice"');
  await page.keyboard.press("Escape");
  await page.locator(".keep-pill").waitFor({ state: "detached" });
  expect(await page.locator("dialog").count()).toBe(0);
  await view.close();
});

test("a photo that fails says why", async () => {
  const view = await openScene("lang=ja", phone);
  await view.page.evaluate(() => {
    uiPage.studio.largest = 1;
  });
  await view.page.keyboard.press("p");
  const sheet = view.page.getByRole("dialog", { name: "保存できません" });
  await sheet.waitFor();
  expect(await sheet.textContent()).toContain("OutOfMemoryError");
  await expectAccessible(view);
  await view.close();
});

test("a hold records as long as it lasts; the tool beside it starts and stops with a press", async () => {
  const view = await openScene("lang=ja", phone);
  const { page } = view;
  const draw = () =>
    page.evaluate(async () => {
      for (let turn = 0; turn < 10; turn++) {
        uiPage.studio.drawn();
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    });
  const shutter = await page.locator(".shutter").boundingBox();
  if (shutter === null) throw new Error("There is no shutter.");
  await page.mouse.move(shutter.x + 38, shutter.y + 38);
  await page.mouse.down();
  await page.getByRole("timer").waitFor();
  await draw();
  await expectAccessible(view);
  await view.screenshot("keep-recording-phone-ja");
  await page.mouse.up();
  const sheet = page.getByRole("dialog", { name: "できた動画" });
  await sheet.waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    sheet.getByRole("button", { name: "保存" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^mealshift-ramen-[\d-]+\.(mp4|webm)$/);
  await expectAccessible(view);
  await view.screenshot("keep-video-phone-ja");
  await sheet.getByRole("button", { name: "もう一度" }).click();
  await sheet.waitFor({ state: "detached" });

  await page.getByRole("button", { name: "動画", exact: true }).click();
  await page.getByRole("timer").waitFor();
  await draw();
  await page.getByRole("button", { name: "終了", exact: true }).click();
  await sheet.waitFor();
  view.expectNoErrors([/tiles\/\w+\.webp/, /404/]);
  await view.close();
});

test("a kiosk shows a photo and keeps nothing: no saving, no video, and the sheet goes by itself", async () => {
  const view = await harness.open("ui.html?scene=ready&lang=en&kiosk", {
    ...tablet,
    prepare: async (page) => {
      await page.clock.install();
    },
  });
  const { page } = view;
  await page.waitForFunction(() => "uiPage" in globalThis);
  expect(await page.getByRole("button", { name: "Video" }).count()).toBe(0);
  await page.keyboard.press("r");
  await page.keyboard.press("p");
  const sheet = page.getByRole("dialog", { name: "Your photo" });
  await sheet.waitFor();
  expect(await sheet.getByRole("button").count()).toBe(1);
  expect(await sheet.textContent()).toContain("Closes by itself.");
  await page.clock.fastForward(16_000);
  await sheet.waitFor({ state: "detached" });
  await view.close();
});
