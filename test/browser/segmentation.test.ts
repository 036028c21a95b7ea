import type { Worker } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { GraphBuilder } from "../../src/net/builder";
import { findDishes } from "../../src/net/dish";
import type { FloatTensor } from "../../src/net/tensors";
import { exportTflite } from "../../training/src/export/tflite";
import { startHarness, type Harness, type View } from "./harness";
import type { Impatient } from "./pages/impatient";
import type { MaskResult, ModelArgument, PictureArgument, SegmentationPage } from "./pages/segmentation";

declare global {
  var segmentationPage: SegmentationPage;
}

/** Not square, so that a swap of width and height shows. */
const WIDTH = 48;
const HEIGHT = 32;
/** The tiny net: logit of dish = 3 R - 2 G + B + 0.5, of background = 0.25, colours in [-1, 1]. */
const RED = 3;
const GREEN = -2;
const BLUE = 1;
const BIAS = 0.5;
const BACKGROUND = 0.25;

const MODEL: ModelArgument = { model: base64(tinyModel()), width: WIDTH, height: HEIGHT };

let harness: Harness;
let view: View;
beforeAll(async () => {
  harness = await startHarness({ serve: "pages" });
  view = await harness.open("segmentation.html");
  await view.page.waitForFunction(() => "segmentationPage" in globalThis);
});
afterAll(() => harness?.close());
// MediaPipe logs at its start, every minute and at its end: after each test all of it must have stayed inside.
afterEach(() => {
  view.expectNoForeignRequests();
  view.expectNoErrors([/the worker breaks down/]);
});

const start = (model: ModelArgument) =>
  view.page.evaluate((argument) => globalThis.segmentationPage.start(argument), model);
const segment = (picture: PictureArgument) =>
  view.page.evaluate((argument) => globalThis.segmentationPage.segment(argument), picture);

function currentWorker(): Worker {
  const worker = view.page.workers().findLast((each) => /segmentation\/worker|impatient-segmenter/.test(each.url()));
  if (worker === undefined) throw new Error("the segmenter has no worker");
  return worker;
}

describe("the segmenter's worker", () => {
  test("takes the processor where WebGL is software, and computes the net as by hand", async () => {
    const ready = await start(MODEL);
    expect(ready?.renderer).toMatch(/swiftshader|llvmpipe/i);
    expect(ready?.delegate).toBe("cpu");
    const picture = colours(WIDTH, HEIGHT);
    expectMask(await segment(picture), byHand(picture), 1);
  });

  test("stretches a frame of another size over its grid, and the dish is found where it is", async () => {
    const mask = await segment(redDisc(192, 144, 120, 56, 36));
    expect([mask?.width, mask?.height]).toEqual([WIDTH, HEIGHT]);
    const data = Uint8Array.from(mask?.data ?? []);
    const [dish, ...others] = findDishes({ width: WIDTH, height: HEIGHT, data }, 192, 144);
    expect(others).toEqual([]);
    expect(Math.hypot((dish?.ellipse.cx ?? 0) - 120, (dish?.ellipse.cy ?? 0) - 56)).toBeLessThan(1.5);
    expect(Math.abs((dish?.ellipse.rx ?? 0) - 36)).toBeLessThan(2.5);
    expect(Math.abs((dish?.ellipse.ry ?? 0) - 36)).toBeLessThan(2.5);
  });

  test("answers null to a frame that comes while one is under way", async () => {
    const picture = colours(WIDTH, HEIGHT);
    const kinds = await view.page.evaluate((argument) => globalThis.segmentationPage.segmentTwice(argument), picture);
    expect(kinds).toEqual(["mask", "null"]);
  });

  test("lets no request out, not even where no policy forbids it", async () => {
    const refusals = await currentWorker().evaluate(async () => {
      const address = "https://odml.pa.googleapis.com/v1/log";
      const byFetch = await fetch(address, { method: "POST" }).then(
        () => "sent",
        (error: unknown) => String(error),
      );
      try {
        new XMLHttpRequest().open("POST", address);
        return [byFetch, "opened"];
      } catch (error) {
        return [byFetch, String(error)];
      }
    });
    const refusal =
      "TypeError: The segmenter's worker makes no requests; https://odml.pa.googleapis.com/v1/log was refused.";
    // Refused before the browser saw it: there is no violation of the policy in the console either.
    expect(refusals).toEqual([refusal, refusal]);
  });

  test("refuses the usage log that MediaPipe tries to post", async () => {
    await view.page.evaluate(() => globalThis.segmentationPage.hurry());
    await start(MODEL);
    expect(await segment(colours(WIDTH, HEIGHT))).not.toBeNull();
    const asked = () => currentWorker().evaluate(() => (globalThis as unknown as Impatient).asked.join());
    await expect.poll(asked, { timeout: 30_000 }).toBe("https://odml.pa.googleapis.com/v1/log");
    // That nothing came of it is said after each test.
    await view.page.reload();
    await view.page.waitForFunction(() => "segmentationPage" in globalThis);
    await start(MODEL);
  });

  test("is replaced when it died, at the price of one frame", async () => {
    const picture = colours(WIDTH, HEIGHT);
    await currentWorker().evaluate(() => {
      setTimeout(() => {
        throw new Error("the worker breaks down");
      }, 0);
    });
    await expect.poll(() => segment(picture), { timeout: 60_000 }).toBeNull();
    expectMask(await segment(picture), byHand(picture), 1);
  });

  test("is replaced when it has aged, while the old one goes on", async () => {
    let workers = 0;
    view.page.on("worker", () => workers++);
    await start({ ...MODEL, renewAfter: 1 });
    const picture = colours(WIDTH, HEIGHT);
    expectMask(await segment(picture), byHand(picture), 1);
    await expect.poll(() => workers, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
    for (let run = 0; run < 5; run++) expectMask(await segment(picture), byHand(picture), 1);
  });

  test("computes nearly the same on the GPU delegate", async () => {
    const ready = await start({ ...MODEL, delegate: "gpu" });
    expect(ready?.delegate).toBe("gpu");
    const picture = colours(WIDTH, HEIGHT);
    expectMask(await segment(picture), byHand(picture), 3);
    await view.page.evaluate(() => globalThis.segmentationPage.dispose());
    expect(await segment(picture)).toBeNull();
  });

  test("names a model that is none", async () => {
    const broken = { ...MODEL, model: base64(new TextEncoder().encode("this is no model file, and that is a fact")) };
    const message = await view.page.evaluate(
      (argument) =>
        globalThis.segmentationPage.start(argument).then(
          () => "started",
          (error: unknown) => String(error),
        ),
      broken,
    );
    expect(message).toMatch(/^SegmenterLoadError: The segmenter did not start: .*not a valid Flatbuffer/);
    expect(message).not.toContain("\n");
  });
});

function tinyModel(): Uint8Array {
  const b = new GraphBuilder("tiny");
  const logits = b.conv2d(b.input("image", [HEIGHT, WIDTH, 3]), "mix", {
    channels: 2,
    kernel: 1,
    padding: 0,
    bias: true,
  });
  const weights = new Map<string, FloatTensor>([
    ["mix.weight", { shape: [1, 1, 3, 2], data: Float32Array.of(0, RED, 0, GREEN, 0, BLUE) }],
    ["mix.bias", { shape: [2], data: Float32Array.of(BACKGROUND, BIAS) }],
  ]);
  return exportTflite(b.build({ probabilities: b.softmax(logits, "softmax") }), weights, { precision: "float32" });
}

/** Every cell has its own colour. */
function colours(width: number, height: number): PictureArgument {
  const rgba: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rgba.push((x * 37 + y * 11) % 256, (x * 5 + y * 53) % 256, (x * y * 7) % 256, 255);
  }
  return { width, height, rgba };
}

function redDisc(width: number, height: number, cx: number, cy: number, radius: number): PictureArgument {
  const rgba: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = Math.hypot(x + 0.5 - cx, y + 0.5 - cy) < radius;
      rgba.push(...(inside ? [240, 40, 60, 255] : [30, 200, 90, 255]));
    }
  }
  return { width, height, rgba };
}

/** Softmax of the two logits, as bytes. */
function byHand({ width, height, rgba }: PictureArgument): number[] {
  return Array.from({ length: width * height }, (_, cell) => {
    const [r = 0, g = 0, b = 0] = rgba.slice(cell * 4, cell * 4 + 3).map((byte) => (byte - 127.5) / 127.5);
    const dish = RED * r + GREEN * g + BLUE * b + BIAS;
    return 255 / (1 + Math.exp(BACKGROUND - dish));
  });
}

function expectMask(mask: MaskResult | null, expected: readonly number[], tolerance: number): void {
  expect([mask?.width, mask?.height]).toEqual([WIDTH, HEIGHT]);
  expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(200);
  const worst = expected.reduce((most, value, cell) => Math.max(most, Math.abs((mask?.data[cell] ?? NaN) - value)), 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
