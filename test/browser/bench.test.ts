import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { BenchReport } from "../bench/report/types";
import { type Harness, startHarness, type View } from "./harness";
import { tinyModelFiles } from "./tiny-model";

let onGpu: Harness;
let without: Harness;
beforeAll(async () => {
  onGpu = await startHarness({ serve: "app", profile: "webgpu-swiftshader" });
  without = await startHarness({ serve: "app" });
});
afterAll(async () => {
  await onGpu?.close();
  await without?.close();
});

test("the page measures the engine on a software adapter, says so, and shows what it measured", async () => {
  const view = await onGpu.open("bench.html?quick&size=8&model=tiny&arms=engine-f32", { prepare: addTinyModel });
  const { page } = view;
  await vi.waitFor(async () => expect(await page.textContent("#webgpu")).toMatch(/^WebGPU: .*SwiftShader/i));
  const report = await measured(view);
  expect(report).toMatchObject({ format: "mealshift-bench", version: 1, model: { id: "tiny", family: "cyclegan" } });
  const [group, ...others] = report.groups;
  expect(others).toEqual([]);
  expect(group).toMatchObject({ kind: "webgpu", software: true, size: 8, base: { id: "engine-f32" } });
  const [arm] = group?.arms ?? [];
  expect(arm?.answers.map(({ kind }) => kind)).toEqual(["random", "photo", "photo"]);
  for (const { decibels } of arm?.answers ?? []) expect(decibels).toBeGreaterThan(60);
  expect(arm?.timing?.frame.median).toBeGreaterThan(0);
  expect(arm?.timing?.commands?.submits).toBe(1);
  expect(group?.layers?.layers.length).toBe(arm?.timing?.commands?.dispatches);
  expect(group?.limits?.copyBytes).toBeGreaterThan(0);
  expect(await page.locator("#tables").innerText()).toContain("A software adapter");
  await view.screenshot("bench-engine");
  view.expectNoForeignRequests();
  view.expectNoErrors();
  await view.close();
});

test("without WebGPU it says so and compares both wasm arms, on a phone's width too", async () => {
  const view = await without.open("bench.html?quick&size=8&model=tiny", {
    prepare: addTinyModel,
    viewport: { width: 390, height: 844 },
  });
  await vi.waitFor(async () => expect(await view.page.textContent("#webgpu")).toMatch(/only WebAssembly is measured/));
  const { groups } = await measured(view);
  expect(groups.map(({ kind }) => kind)).toEqual(["wasm"]);
  expect(groups[0]?.arms.map(({ id, problem, timing }) => [id, problem, timing === null])).toEqual([
    ["fallback-wasm", null, false],
    ["ort-wasm", null, false],
  ]);
  const wide = await view.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await view.screenshot("bench-wasm-phone");
  view.expectNoForeignRequests();
  view.expectNoErrors();
  await view.close();
});

test("an arm or a model that is not there is a sentence, and the page can start again", async () => {
  const view = await without.open("bench.html?quick&size=8&arms=nosuch");
  await view.page.click("button[type=submit]");
  await vi.waitFor(
    async () => expect(await view.page.textContent("#progress")).toMatch(/There is no arm nosuch\. There are: engine/),
    { timeout: 30_000 },
  );
  expect(await view.page.isEnabled("button[type=submit]")).toBe(true);
  view.expectNoErrors();
  await view.close();
});

/** Starts the measuring and waits for its end. */
async function measured({ page }: View): Promise<BenchReport> {
  await page.click("button[type=submit]");
  const ended = await page.waitForFunction(
    () => /^(Done|It )/.exec(document.getElementById("progress")?.textContent ?? "")?.input,
  );
  expect(await ended.jsonValue()).toBe("Done.");
  return JSON.parse((await page.textContent("#json")) ?? "");
}

/** Puts a small generator into the site's catalogue: shaders of a large one compile for minutes here. */
async function addTinyModel(page: Page): Promise<void> {
  const net = { family: "cyclegan", architecture: { channels: 4, residualBlocks: 1 }, input: { height: 8 } } as const;
  const { config, weights, entry } = tinyModelFiles(net);
  const context = page.context();
  const catalog = { format: "mealshift-catalog", version: 1, models: [entry] };
  // On the context: a worker fetches them.
  await context.route("**/models/catalog.json", (route) => route.fulfill({ json: catalog }));
  await context.route("**/models/tiny/config.json", (route) => route.fulfill({ json: config }));
  await context.route("**/models/tiny/model.safetensors", (route) => route.fulfill({ body: weights }));
}
