import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { axeViolations } from "./axe";
import { demoScene, stillFilm } from "./lens/film";
import { startHarness, type Harness } from "./harness";
import { openKiosk, restartsOf, untilAttracting, untilTranslating, type KioskView } from "./kiosk/kiosk-view";

describe("a kiosk with a camera", () => {
  let harness: Harness;
  let kiosk: KioskView;
  let page: Page;
  beforeAll(async () => {
    harness = await startHarness({ serve: "app", camera: { file: await stillFilm(demoScene, 640, 480) } });
    kiosk = await openKiosk(harness, "&size=64", { hasTouch: true });
    ({ page } = kiosk);
    await untilTranslating(kiosk);
  }, 240_000);
  afterAll(() => harness?.close());

  test("shows the playlist's dishes in turn, in both languages, and invites", async () => {
    await untilAttracting(page);
    const dish = page.locator(".attract-dish [lang=en]");
    const seen = new Set<string>();
    await vi.waitFor(
      async () => {
        seen.add(await dish.innerText());
        expect([...seen].toSorted()).toEqual(["Curry rice", "Pad thai", "Ramen"]);
      },
      { timeout: 30_000, interval: 200 },
    );
    const text = await page.locator(".attract").innerText();
    for (const words of ["Touch to begin", "画面にタッチ", "people are not", "映像はこの端末"])
      expect(text).toContain(words);
    expect(await page.locator(".attract .qr").getAttribute("aria-label")).toContain("https://mealshift.example/");
    await expectAccessible(page);
    await kiosk.screenshot("kiosk-attract");
  });

  test("begins at a touch, on the camera, with the playlist and its first dish; and forgets everything when idle", async () => {
    await page.touchscreen.tap(600, 300);
    await untilSource(page, "camera");
    const dishes = page.getByRole("radio");
    await vi.waitFor(async () => expect(await dishes.count()).toBe(3), { timeout: 10_000 });
    expect(await page.locator("[role=radio][aria-checked=true]").getAttribute("aria-label")).toContain("Curry rice");
    // As the profile says.
    expect(await page.locator(".shutter").count()).toBe(0);
    await page.keyboard.press("1");
    await page.locator(".language").click();
    await page.getByRole("button", { name: "プライバシー" }).click();
    await page.locator(".privacy-sheet").waitFor();
    await expectAccessible(page);
    await kiosk.screenshot("kiosk-privacy");
    await kiosk.skip(16);
    await page.locator(".still-there").waitFor();
    await kiosk.screenshot("kiosk-still-there");
    await page.mouse.move(400, 300);
    await page.locator(".still-there").waitFor({ state: "detached" });
    await kiosk.skip(21);
    await untilAttracting(page);
    await untilSource(page, "demo");
    expect(await page.locator("dialog").count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
  });

  test("lets nobody out without the PIN, and tells the staff how it is", async () => {
    await page.evaluate(() => dispatchEvent(new KeyboardEvent("keydown", { key: "F5" })));
    await openStaff(kiosk);
    await page.locator(".pin").waitFor();
    await expectAccessible(page);
    await kiosk.screenshot("kiosk-pin");
    await typePin(page, "1111");
    await expectText(page, ".pin-answer", /wrong.*1 s/);
    expect(await page.locator(".pin-keys button").first().isDisabled()).toBe(true);
    await kiosk.skip(5);
    await page.keyboard.type("2468");
    await page.keyboard.press("Enter");
    await page.locator(".diagnostics").waitFor();
    await expectText(page, ".diagnostics", /Leave the kiosk/);
    await expectText(page, ".diagnostics", /wasm/);
    await expectAccessible(page);
    await kiosk.screenshot("kiosk-diagnostics");
    // The visit of the test before, in which one dish was chosen.
    await expectText(page, ".diagnostics", /Most chosen[\s\S]*Ramen/);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export as CSV" }).click(),
    ]);
    expect(readFileSync(await download.path(), "utf8")).toMatch(/^day,visits,minutes,ramen\r\n[\d-]+,1,[\d.]+,1\r\n$/);
    await kiosk.skip(25);
    await page.locator(".diagnostics").waitFor({ state: "detached" });
  });

  test("outlasts ten minutes of faults: the lens comes back each time, and the counters say so", async () => {
    const startedAt = await page.evaluate(() => performance.now());
    // Visitors come and go.
    for (let visit = 0; visit < 3; visit += 1) {
      await page.touchscreen.tap(600, 300);
      await untilSource(page, "camera");
      await page.keyboard.press(String(visit + 1));
      await kiosk.skip(40);
      await untilAttracting(page);
      await kiosk.skip(60);
    }

    // One leaves while the camera is still opening.
    await page.touchscreen.tap(600, 300);
    await page.getByRole("button", { name: "Start over" }).click();
    await untilAttracting(page);
    await untilSource(page, "demo");

    // The camera is unplugged in the middle of a visit.
    await page.touchscreen.tap(600, 300);
    await untilSource(page, "camera");
    await page.evaluate(() => faults.unplugCamera());
    await vi.waitFor(async () => expect(await errorsOf(page)).toContain("CameraLostError"), { timeout: 10_000 });
    await page.evaluate(() => faults.plugCamera());
    await untilSource(page, "camera");
    await untilTranslating(kiosk);
    expect(await errorsOf(page)).toEqual([]);

    // Workers die without a word: the watchdog finds out.
    for (const stage of ["segmenter", "translator"]) {
      const before = (await restartsOf(page))[stage] ?? 0;
      expect(await page.evaluate((name) => faults.killWorkers(name), stage)).toBeGreaterThan(0);
      await vi.waitFor(async () => expect((await restartsOf(page))[stage]).toBeGreaterThan(before), {
        timeout: 30_000,
      });
      await page.mouse.move(500, 300);
      await untilTranslating(kiosk);
      // Two good minutes, so that the next fault is a first one.
      await kiosk.skip(130);
      await untilAttracting(page);
      await page.touchscreen.tap(600, 300);
      await untilSource(page, "camera");
    }

    // The disk is full, and the profile is spoilt by somebody's editor.
    await page.evaluate(() => faults.setDiskFull(true));
    kiosk.writeProfile('{"idle": {"seconds": "long"}}');
    await kiosk.skip(70);
    await untilAttracting(page);
    await untilTranslating(kiosk);
    await openStaff(kiosk);
    await typePin(page, "2468");
    await page.locator(".diagnostics").waitFor();
    await expectText(page, ".diagnostics", /idle\.seconds/);
    await expectText(page, ".diagnostics", /last until the page is loaded again/);
    await kiosk.screenshot("kiosk-diagnostics-faults");
    await page.evaluate(() => faults.setDiskFull(false));
    kiosk.writeProfile({ dishes: ["pad_thai"] });
    await page.getByRole("button", { name: "Read the file again" }).click();
    await expectText(page, ".diagnostics", /The file is in force/);
    await page.keyboard.press("Escape");
    await expectText(page, ".attract-dish", /Pad thai/);

    // On a machine that others keep busy a stage may have been restarted once more; the page never has to be.
    expect(await restartsOf(page)).not.toHaveProperty("page");
    expect(await page.evaluate(() => performance.now())).toBeGreaterThan(startedAt + 600_000);
    kiosk.expectNoForeignRequests();
    // What the browser says of the frame that a killed worker had in its hands.
    kiosk.expectNoErrors([/A VideoFrame was garbage collected/]);
  });
});

describe("a kiosk with a GPU", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ serve: "app", profile: "webgpu-swiftshader" });
  });
  afterAll(() => harness?.close());

  test("outlasts the loss of the device, and writes it down", async () => {
    const kiosk = await openKiosk(harness, "&translator=webgpu&size=64");
    await untilTranslator(kiosk.page, "webgpu");
    await kiosk.page.evaluate(() => faults.loseDevice());
    await vi.waitFor(
      async () => {
        const journal = await kiosk.page.evaluate(() => sessionStorage.getItem("mealshift.kiosk.journal"));
        expect(journal).toContain("DeviceLostError");
      },
      { timeout: 30_000 },
    );
    await untilTranslator(kiosk.page, "webgpu");
    expect(await errorsOf(kiosk.page)).toEqual([]);
    await untilAttracting(kiosk.page);
    await kiosk.close();
  });
});

async function untilTranslator(page: Page, kind: string): Promise<void> {
  await page.waitForFunction((wanted) => mealshift.translator?.kind === wanted, kind);
}

/** The long press in the corner. */
async function openStaff({ page, skip }: KioskView): Promise<void> {
  await page.mouse.move(20, 20);
  await page.mouse.down();
  await skip(4);
  await page.mouse.up();
}

async function typePin(page: Page, pin: string): Promise<void> {
  for (const digit of pin) await page.locator(".pin-keys").getByText(digit, { exact: true }).click();
  await page.locator(".pin-enter").click();
}

const errorsOf = (page: Page): Promise<string[]> => page.evaluate(() => mealshift.errors.map(({ name }) => name));

async function untilSource(page: Page, kind: string): Promise<void> {
  await vi.waitFor(async () => expect(await page.evaluate(() => mealshift.source)).toEqual({ kind, status: "live" }), {
    timeout: 30_000,
    interval: 100,
  });
}

async function expectText(page: Page, selector: string, text: RegExp): Promise<void> {
  await vi.waitFor(async () => expect(await page.locator(selector).innerText()).toMatch(text), { timeout: 15_000 });
}

async function expectAccessible(page: Page): Promise<void> {
  expect(await axeViolations(page)).toEqual([]);
}
