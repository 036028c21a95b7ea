import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startHarness, type Harness, type View } from "./harness";
import { differences, statistics, type Pixels } from "./lens/pixels";
import { installProbe, shown, shownAfter } from "./lens/probe";

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({ serve: "app" });
});
afterAll(() => harness?.close());

const patience = { timeout: 120_000, interval: 200 };

const difference = (a: Pixels, b: Pixels) => {
  const everywhere = { width: a.width, height: a.height, bits: new Uint8Array(a.width * a.height).fill(1) };
  return statistics(differences(a, b), everywhere);
};

/** Mean colours of the grid's cells, each as text; null for one that is empty. */
const cellColours = (view: View) =>
  view.page.locator(".grid canvas").evaluateAll((canvases) =>
    canvases.map((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement) || !("drawn" in canvas.dataset)) return null;
      const small = new OffscreenCanvas(1, 1).getContext("2d");
      small?.drawImage(canvas, 0, 0, 1, 1);
      return small?.getImageData(0, 0, 1, 1).data.join(" ") ?? null;
    }),
  );

test("a frozen picture stands still, is translated anew and mixed, and shown as all dishes at once", async () => {
  const view = await harness.open("?source=demo&size=128&lang=en&dish=curry_rice", { prepare: installProbe });
  const { keyboard } = view.page;
  await vi.waitFor(
    async () =>
      expect(
        await view.page.evaluate(() => mealshift.ready && mealshift.dishes.length > 0 && mealshift.fps),
      ).toMatchObject({ translated: expect.any(Number) }),
    patience,
  );
  // The demo scene never rests of its own accord.
  const curry = await shownAfter(view.page, "freeze-curry", async () => {
    await keyboard.press("f");
    await keyboard.press("1");
    await keyboard.press("3");
  });
  expect(await view.page.evaluate(() => mealshift.frozen)).toBe(true);
  const bibimbap = await shownAfter(view.page, "freeze-bibimbap", () => keyboard.press("1"));
  expect(difference(curry, bibimbap).mean).toBeGreaterThan(2);
  // Half of each lies between the two, and is neither.
  await view.page.getByRole("button", { name: "Mix two dishes" }).click();
  const mixed = await shownAfter(view.page, "freeze-mixed", async () => {
    await view.page.getByRole("combobox", { name: "Mix with" }).selectOption("curry_rice");
  });
  expect(await view.page.evaluate(() => mealshift.dishes.map(({ mix }) => mix))).toContainEqual({
    from: "bibimbap",
    to: "curry_rice",
    amount: 0.5,
  });
  const whole = difference(curry, bibimbap).mean;
  for (const alone of [curry, bibimbap]) {
    expect(difference(mixed, alone).mean).toBeGreaterThan(0.15 * whole);
    expect(difference(mixed, alone).mean).toBeLessThan(whole);
  }
  await view.page.locator("body").press("g");
  await vi.waitFor(async () => expect(await cellColours(view)).not.toContain(null), patience);
  expect(new Set(await cellColours(view)).size).toBeGreaterThanOrEqual(10);
  await view.screenshot("lens-freeze-grid");
  await view.page.getByRole("dialog").getByRole("button", { name: "Curry rice" }).click();
  // Thawed, the scene wanders on.
  await keyboard.press("f");
  const before = await shown(view.page, "freeze-thawed");
  await vi.waitFor(async () => {
    expect(difference(before, await shown(view.page, "freeze-thawed-later")).mean).toBeGreaterThan(1);
  }, patience);
  view.expectNoForeignRequests();
  view.expectNoErrors();
  await view.close();
});
