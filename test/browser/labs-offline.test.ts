import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ROOT } from "../../scripts/lib/stamp.mjs";
import { type Harness, startHarness } from "./harness";
import { deviation, pixelsOf } from "./labs/pixels";
import { SiteServer } from "./pwa/site-server";

const slow = { timeout: 90_000, interval: 250 };

let harness: Harness;
let site: SiteServer;
beforeAll(async () => {
  // Builds the site where it is not built yet.
  harness = await startHarness({ serve: "app" });
  site = new SiteServer(path.join(ROOT, "dist"));
  await site.start();
});
afterAll(async () => {
  await harness?.close();
  await site?.stop();
});

test("a lab that was opened once works without the server; one that was not says what is missing", async () => {
  const view = await harness.open(`${site.origin}/labs/sketch.html?lang=en`, { serviceWorkers: "allow" });
  const { page } = view;
  await page.waitForSelector(".lab-runs[data-on]");
  await vi.waitFor(
    async () =>
      expect(
        await page.evaluate(async () => {
          const { active } = await navigator.serviceWorker.ready;
          return active?.state;
        }),
      ).toBe("activated"),
    slow,
  );
  await site.stop();

  await page.reload();
  await page.waitForSelector(".lab-runs[data-on]");
  const result = page.getByRole("img", { name: "Coloured by the net" });
  await vi.waitFor(async () => expect(deviation(await pixelsOf(result))).toBeGreaterThan(10), slow);

  await page.getByRole("link", { name: "All labs" }).click();
  await page.getByRole("heading", { name: "Labs" }).waitFor();
  await page.getByRole("link", { name: "Attention" }).first().click();
  await page.getByRole("alert").waitFor();
  expect(await page.getByRole("alert").textContent()).toContain("This lab's model is not there");
  // The picture to translate is shown all the same.
  const original = page.getByRole("img", { name: "Original", exact: true });
  await vi.waitFor(async () => expect(deviation(await pixelsOf(original))).toBeGreaterThan(10), slow);
  await view.close();
});
