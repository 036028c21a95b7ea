import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { axeViolations } from "./axe";
import { type Harness, startHarness, type View } from "./harness";

const slow = { timeout: 60_000, interval: 200 };
const sizes = [
  [390, 844],
  [820, 1180],
  [1280, 800],
  [1920, 1080],
] as const;

let harness: Harness;
let view: View;

beforeAll(async () => {
  harness = await startHarness({ serve: "pages" });
  view = await harness.open("calibrate.html");
}, 120_000);
afterAll(() => harness?.close());

async function goTo(query: string): Promise<void> {
  await view.page.goto(`${harness.origin}/test/browser/pages/calibrate.html?${query}`);
  await view.page.locator("h1").waitFor();
}

function press(name: string): Promise<void> {
  return view.page.getByRole("button", { name, exact: true }).click();
}

test("the worker finds the card in pictures of a stream, to half a pixel", async () => {
  expect(await view.page.evaluate(() => calibratePage.detect())).toBeLessThan(0.5);
});

test("a minute is measured, shown, stored, exported, deleted and imported", { timeout: 120_000 }, async () => {
  const { page } = view;
  await goTo("");
  await press("Allow the camera");
  await page.getByText("camera 2, facing back").waitFor();
  await press("Start the minute");
  await page.getByText("Now up and down.").waitFor();
  expect(await page.getByRole("progressbar", { name: "Progress" }).getAttribute("value")).toBe("45");
  expect(await axeViolations(page)).toEqual([]);
  await page.evaluate(() => dispatchEvent(new Event("finish")));
  await vi.waitFor(async () => expect(await page.getByText("The camera was measured.").count()).toBe(1), slow);
  expect(await axeViolations(page)).toEqual([]);
  await view.screenshot("calibrate-measured");
  await press("Use it");
  await page.getByText("Stored on this device. The lens uses it").waitFor();

  const { kept, truth } = await page.evaluate(() => ({
    kept: localStorage.getItem("mealshift.cameras") ?? "",
    truth: calibratePage.truth,
  }));
  const [stored] = Object.values<{ latencyMs: number; fx: number; camera: string }>(JSON.parse(kept));
  expect(stored?.camera).toBe("camera 2, facing back");
  expect(Math.abs((stored?.latencyMs ?? 0) - truth.delay)).toBeLessThan(3);
  expect(Math.abs((stored?.fx ?? 0) / truth.focal - 1)).toBeLessThan(0.01);

  const [download] = await Promise.all([page.waitForEvent("download"), press("Export")]);
  expect(download.suggestedFilename()).toBe("mealshift-cameras.json");
  const file = await download.path();
  await page.getByRole("button", { name: /^Delete what was measured of/ }).click();
  await page.getByText("Nothing yet.").waitFor();
  expect(await page.evaluate(() => localStorage.getItem("mealshift.cameras"))).toBeNull();

  const input = page.locator("input[type=file]");
  await input.setInputFiles({ name: "other.json", mimeType: "application/json", buffer: Buffer.from("{]") });
  await page.getByText("This is no file of camera measurements.").waitFor();
  await input.setInputFiles(file);
  await page.getByRole("button", { name: /^Delete what was measured of/ }).waitFor();
  expect(await page.evaluate(() => localStorage.getItem("mealshift.cameras"))).toBe(kept);
  view.expectNoForeignRequests();
});

test("what says too little is refused with what to do, and nothing is stored", async () => {
  const { page } = view;
  await page.evaluate(() => localStorage.clear());
  await goTo("head=still");
  await press("Allow the camera");
  await press("Start the minute");
  await press("Stop");
  await page.locator('[data-reason="little-turn"]').waitFor();
  expect(await page.evaluate(() => localStorage.getItem("mealshift.cameras"))).toBeNull();
  await press("Measure again");
  await page.getByRole("button", { name: "Allow the camera" }).waitFor();
});

test("what is missing is said", async () => {
  const { page } = view;
  await goTo("why=no-ar");
  await page.getByText("This device has no augmented reality").waitFor();
  expect(await page.getByRole("button", { name: "Allow the camera" }).count()).toBe(0);
  await goTo("camera=denied");
  await press("Allow the camera");
  await page.locator('[data-error="CameraDeniedError"]').waitFor();
});

test(
  "in a session poses are recorded and the words are drawn; a room without the card is refused",
  { timeout: 90_000 },
  async () => {
    const { page } = view;
    await goTo("xr=quest");
    await press("Allow the camera");
    await page.getByText("Camera: ").waitFor();
    await press("Start the minute");
    await page.getByText("Look at the card, about an arm").waitFor();
    await vi.waitFor(async () => expect(await page.evaluate(() => mealshiftRoom?.granted)).not.toBeNull(), slow);
    await vi.waitFor(
      async () => expect(await page.evaluate(() => mealshiftRoom?.views.length)).toBeGreaterThan(0),
      slow,
    );
    await view.screenshot("calibrate-session");
    await page.evaluate(() => mealshiftRoom?.endSession());
    await page.locator('[data-reason="rarely-seen"]').waitFor(slow);
  },
);

test("the page fits every screen, in both languages, by day and by night; the card fills its sheet", async () => {
  const { page } = view;
  for (const [lang, scheme] of [
    ["en", "light"],
    ["ja", "dark"],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const address of ["", "why=no-ar", "card"]) {
      await goTo(`lang=${lang}&${address}`);
      for (const [width, height] of sizes) {
        await page.setViewportSize({ width, height });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        await view.screenshot(`calibrate-${address.replace("=", "-") || "ready"}-${lang}-${width}`);
      }
      expect(await axeViolations(page)).toEqual([]);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll("button, a")]
          .map((element) => ({ name: element.textContent, box: element.getBoundingClientRect() }))
          .filter(({ box }) => box.height > 0 && (box.height < 44 || box.width < 44))
          .map(({ name }) => name),
      );
      expect(small).toEqual([]);
    }
  }
});
