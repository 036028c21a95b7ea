import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Harness, startHarness } from "./harness";
import { tinyModelFiles } from "./tiny-model";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ serve: "app" });
});
afterAll(() => harness?.close());

test("an address can ask for a model of another family, which shows its one dish at a size that it can run at", async () => {
  const view = await harness.open("?source=demo&lang=en&translator=wasm&size=72&model=tiny", { prepare: addModel });
  await vi.waitFor(
    async () => {
      const { ready, errors, translates, dishes } = await view.page.evaluate(() => ({
        ready: mealshift.ready,
        errors: mealshift.errors,
        translates: mealshift.stages.translate > 0,
        dishes: mealshift.dishes.map(({ domain }) => domain),
      }));
      expect({ ready, errors, translates }).toEqual({ ready: true, errors: [], translates: true });
      expect(new Set(dishes)).toEqual(new Set(["udon"]));
    },
    { timeout: 60_000, interval: 100 },
  );
  expect(await view.page.evaluate(() => mealshift.translator?.size)).toBe(64);
  expect(await view.page.getByRole("radio").count()).toBe(1);
  await view.screenshot("lens-tiny-pix2pix");
  view.expectNoForeignRequests();
  // It has no picture of its dish.
  view.expectNoErrors([/Failed to load resource/]);
  await view.close();
});

test("an address that asks for a model that is not there, or finds dishes, is told which there are", async () => {
  for (const model of ["nosuch", "segmenter"]) {
    const view = await harness.open(`?source=demo&lang=en&model=${model}`, { prepare: addModel });
    const card = view.page.getByRole("alert");
    await vi.waitFor(async () => expect(await card.first().innerText()).toContain("There is no such model"), {
      timeout: 60_000,
    });
    const [list] = /There are: .*/.exec(await card.first().innerText()) ?? [];
    expect(list).toMatch(/\blens\b.*\btiny\b/);
    expect(list).not.toContain("segmenter");
    const errors = await view.page.evaluate(() => mealshift.errors);
    expect(errors.map(({ name }) => name)).toContain("UnknownModelError");
    expect(await view.page.evaluate(() => mealshift.translator)).toBeNull();
    if (model === "nosuch") await view.screenshot("fault-model-unknown");
    view.expectNoErrors();
    await view.close();
  }
});

/** Lists a small pix2pix with seeded weights in the site's catalogue. */
async function addModel(page: Page): Promise<void> {
  const net = { family: "pix2pix", architecture: { channels: 2, dropout: 0.5 }, input: { height: 64 } } as const;
  const { config, weights, entry } = tinyModelFiles(net, [{ id: "udon", en: "Udon", ja: "うどん" }]);
  await page.route("**/models/catalog.json", async (route) => {
    const catalog = (await (await route.fetch()).json()) as { models: unknown[] };
    catalog.models.push(entry);
    await route.fulfill({ json: catalog });
  });
  await page.route("**/models/tiny/config.json", (route) => route.fulfill({ json: config }));
  await page.route("**/models/tiny/model.safetensors", (route) => route.fulfill({ body: weights }));
}
