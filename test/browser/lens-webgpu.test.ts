import { afterAll, beforeAll, expect, test } from "vitest";
import { startHarness, type Harness, type View } from "./harness";

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ serve: "app", profile: "webgpu-swiftshader" });
});
afterAll(() => harness?.close());

/** Hands the app's newest GPU device to the test. */
async function openWithDevice(address: string): Promise<View> {
  return harness.open(address, {
    prepare: async (page) => {
      await page.addInitScript(() => {
        const { gpu } = navigator;
        const requestAdapter = gpu.requestAdapter.bind(gpu);
        gpu.requestAdapter = async (wanted) => {
          const adapter = await requestAdapter(wanted);
          const requestDevice = adapter?.requestDevice.bind(adapter);
          if (adapter === null || requestDevice === undefined) return null;
          adapter.requestDevice = async (given) => {
            const device = await requestDevice(given);
            Object.assign(globalThis, { loseDevice: () => device.destroy() });
            return device;
          };
          return adapter;
        };
      });
    },
  });
}

async function untilTranslated(view: View): Promise<void> {
  await view.page.waitForFunction(() => mealshift.ready && mealshift.fps.translated > 0, undefined, {
    timeout: 150_000,
  });
}

test("the whole lens on the engine: it says how it computes, and goes on after the GPU was lost", async () => {
  // A software adapter is slow, and is used because the address asks for it.
  const view = await openWithDevice("?source=demo&lang=en&translator=webgpu&size=64");
  await untilTranslated(view);
  const before = await view.page.evaluate(() => mealshift.translator);
  expect(before).toMatchObject({
    kind: "webgpu",
    size: 64,
    engine: { kernels: expect.stringMatching(/default|tuning|tuned/) },
  });
  await view.page.click(".status");
  expect(await view.page.locator("dialog .facts").innerText()).toMatch(/Arithmetic\s*(8|32)-bit numbers/);
  await view.screenshot("lens-webgpu-details");
  await view.page.keyboard.press("Escape");

  const ms = await view.page.evaluate(async () => {
    const { loseDevice } = globalThis as unknown as { loseDevice: () => void };
    const startedAt = performance.now();
    loseDevice();
    await new Promise((resolve) => setTimeout(resolve));
    const until = async (wanted: () => boolean) => {
      while (!wanted()) await new Promise((resolve) => setTimeout(resolve, 5));
      return Math.round(performance.now() - startedAt);
    };
    const noticed = await until(() => mealshift.translator === null);
    const built = await until(() => mealshift.translator !== null);
    return { noticed, built };
  });
  console.log(`a lost GPU was noticed after ${ms.noticed} ms, and there was another translator after ${ms.built} ms`);
  await untilTranslated(view);
  expect(await view.page.evaluate(() => mealshift.errors)).toEqual([]);
  await view.screenshot("lens-webgpu");
  view.expectNoForeignRequests();
  view.expectNoErrors([/device.*(lost|destroyed)/i]);
  await view.close();
}, 300_000);
