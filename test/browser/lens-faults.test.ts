import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { installFaults } from "./faults";
import { startHarness, type Harness, type View } from "./harness";

/** What the browser itself says of an answer that a test has spoilt, or of a camera that is not there. */
const SPOILT = [/Failed to load resource/];

describe("a camera that", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ serve: "app", camera: "test-pattern" });
  });
  afterAll(() => harness?.close());

  test("is denied: the page says so and how to change it, and shows the demo scene when asked", async () => {
    const view = await harness.open("?source=camera&lang=en", { cameraPermission: "denied" });
    await untilError(view, "CameraDeniedError");
    const card = view.page.getByRole("alert");
    await expectText(card, "The camera is blocked");
    await view.screenshot("fault-camera-denied");
    await view.page.getByRole("button", { name: /demo/i }).last().click();
    await untilSource(view, { kind: "demo", status: "live" });
    view.expectNoForeignRequests();
    await view.close();
  });

  test("is unplugged: the page says so, waits, and goes on when it is back", async () => {
    const view = await harness.open("?source=camera&lang=en", { prepare: installFaults });
    await untilSource(view, { kind: "camera", status: "live" });
    await view.page.evaluate(() => faults.unplugCamera());
    await untilError(view, "CameraLostError");
    await untilSource(view, { kind: "camera", status: "lost" });
    await expectText(view.page.getByRole("alert"), "The camera went away");
    await view.screenshot("fault-camera-lost");
    await view.page.evaluate(() => faults.plugCamera());
    await untilSource(view, { kind: "camera", status: "live" });
    expect(await view.page.evaluate(() => mealshift.errors.map((error) => error.name))).not.toContain(
      "CameraLostError",
    );
    view.expectNoErrors();
    await view.close();
  });
});

describe("without a camera", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({ serve: "app" });
  });
  afterAll(() => harness?.close());

  test("the page says that there is none", async () => {
    const view = await harness.open("?source=camera&lang=en");
    await untilError(view, "CameraMissingError");
    await expectText(view.page.getByRole("alert"), "No camera found");
    await view.close();
  });

  test("the same in Japanese", async () => {
    const view = await harness.open("?source=camera&lang=ja");
    await untilError(view, "CameraMissingError");
    const text = await view.page.getByRole("alert").innerText();
    expect(text).toMatch(/カメラ/);
    await view.screenshot("fault-camera-missing-ja");
    await view.close();
  });

  test.each([
    [
      "with one byte changed",
      (body: Buffer) => body.fill((body[body.length >> 1] ?? 0) ^ 1, body.length >> 1, (body.length >> 1) + 1),
    ],
    ["cut off in the middle", (body: Buffer) => body.subarray(0, body.length >> 1)],
  ])("model weights %s are refused by name, and nothing is translated", async (_, spoil) => {
    const view = await harness.open("?source=demo&lang=en", {
      prepare: (page) => spoilAnswers(page, "**/models/*/model.safetensors", spoil),
    });
    await untilError(view, "ModelIntegrityError");
    await expectText(view.page.getByRole("alert"), "The model is damaged");
    expect(await view.page.evaluate(() => mealshift.stages.translate)).toBe(0);
    expect(await view.page.evaluate(() => mealshift.translator)).toBeNull();
    await view.screenshot("fault-model-damaged");
    view.expectNoErrors(SPOILT);
    await view.close();
  });

  test("a segmenter that is not what was published is refused by name", async () => {
    const view = await harness.open("?source=demo&lang=en", {
      prepare: (page) => spoilAnswers(page, "**/models/*/model.tflite", (body) => body.subarray(0, body.length - 4)),
    });
    await untilError(view, "ModelIntegrityError");
    expect(await view.page.evaluate(() => mealshift.dishes)).toEqual([]);
    await view.close();
  });

  test("a catalogue with a wrong field is refused with the field's name", async () => {
    const view = await harness.open("?source=demo&lang=en", {
      prepare: (page) =>
        spoilAnswers(page, "**/models/catalog.json", (body) => {
          const catalog = JSON.parse(body.toString());
          catalog.models = "none";
          return Buffer.from(JSON.stringify(catalog));
        }),
    });
    const message = await untilError(view, "ModelConfigError");
    expect(message).toContain("models");
    await expectText(view.page.getByRole("alert"), "The model does not fit");
    await view.close();
  });

  test("a model that cannot be fetched is named, and taken as soon as it can be", async () => {
    const view = await harness.open("?source=demo&lang=en", {
      prepare: async (page) => {
        await page.route("**/models/*/model.safetensors", (route) => route.fulfill({ status: 404 }));
      },
    });
    await untilError(view, "ModelUnavailableError");
    await view.page.unroute("**/models/*/model.safetensors");
    await vi.waitFor(async () => expect(await view.page.evaluate(() => mealshift.translator)).not.toBeNull(), {
      timeout: 60_000,
    });
    view.expectNoErrors(SPOILT);
    await view.close();
  });
});

/** Waits for an error of `globalThis.mealshift`, and gives its message. */
async function untilError(view: View, name: string): Promise<string> {
  return vi.waitFor(
    async () => {
      const errors = await view.page.evaluate(() => mealshift.errors);
      const error = errors.find((candidate) => candidate.name === name);
      expect(error, `one of ${JSON.stringify(errors)}`).toBeDefined();
      return error?.message ?? "";
    },
    { timeout: 60_000, interval: 100 },
  );
}

async function untilSource(view: View, source: { kind: string; status: string }): Promise<void> {
  await vi.waitFor(async () => expect(await view.page.evaluate(() => mealshift.source)).toEqual(source), {
    timeout: 60_000,
    interval: 100,
  });
}

async function expectText(element: ReturnType<Page["getByRole"]>, text: string): Promise<void> {
  await vi.waitFor(async () => expect(await element.first().innerText()).toContain(text), { timeout: 10_000 });
}

/** Changes what the server answers on its way to the page. */
async function spoilAnswers(page: Page, url: string, spoil: (body: Buffer) => Buffer): Promise<void> {
  await page.route(url, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: spoil(await response.body()) });
  });
}
