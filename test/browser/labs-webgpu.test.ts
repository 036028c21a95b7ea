import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Harness, startHarness } from "./harness";
import { deviation, meanError, pixelsOf } from "./labs/pixels";

const slow = { timeout: 90_000, interval: 200 };

declare global {
  /** Devices that the page asked for, in order. */
  var gpuDevices: GPUDevice[];
}

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({ serve: "app", profile: "webgpu-swiftshader" });
});
afterAll(() => harness?.close());

test("the engine on WebGPU makes the picture that wasm makes, also after its device was lost", async () => {
  const address = (translator: string) => `labs/sketch.html?lang=en&translator=${translator}`;
  const view = await harness.open(address("webgpu"), {
    prepare: async (page) => {
      await page.addInitScript(() => {
        globalThis.gpuDevices = [];
        const { gpu } = navigator;
        const requestAdapter = gpu.requestAdapter.bind(gpu);
        gpu.requestAdapter = async (wish) => {
          const adapter = await requestAdapter(wish);
          if (adapter === null) return null;
          const requestDevice = adapter.requestDevice.bind(adapter);
          adapter.requestDevice = async (options) => {
            const device = await requestDevice(options);
            globalThis.gpuDevices.push(device);
            return device;
          };
          return adapter;
        };
      });
    },
  });
  const { page } = view;
  await page.waitForSelector(".lab-runs[data-on=webgpu]");
  const result = page.getByRole("img", { name: "Coloured by the net" });
  await vi.waitFor(async () => expect(deviation(await pixelsOf(result))).toBeGreaterThan(10), slow);
  const onGpu = await pixelsOf(result);

  await page.evaluate(() => globalThis.gpuDevices.at(-1)?.destroy());
  await page.getByRole("button", { name: "Noodles" }).click();
  await page.getByText("started again 1×").waitFor();
  await page.keyboard.press("Control+z");
  await vi.waitFor(async () => expect(meanError(await pixelsOf(result), onGpu)).toBeLessThan(0.01), slow);
  view.expectNoErrors();

  await page.goto(new URL(address("wasm"), page.url().replace("labs/", "")).href);
  await page.waitForSelector(".lab-runs[data-on=wasm]");
  await vi.waitFor(async () => expect(deviation(await pixelsOf(result))).toBeGreaterThan(10), slow);
  expect(meanError(await pixelsOf(result), onGpu)).toBeLessThan(0.6);
  await view.close();
});
