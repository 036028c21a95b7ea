import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Harness, startHarness, type View } from "../harness";
import type { Lab } from "../pages/compositor";

// The functions of the test page, where everything in `evaluate` runs.
declare const lab: Lab;

/** What the picture outside the dishes may differ by. */
const UNTOUCHED = 2;

describe("only on webgpu", () => {
  let harness: Harness;
  let view: View;

  beforeAll(async () => {
    harness = await startHarness({ serve: "pages", profile: "webgpu-swiftshader" });
    view = await harness.open("compositor.html");
    await view.page.waitForFunction(() => document.title === "ready");
  });
  afterEach(() => view.expectNoErrors());
  afterAll(() => harness.close());

  // A video in WebGPU ends the GPU process of headless Chromium on a software adapter: not tried here.
  test("takes an ImageBitmap, and keeps it where a new one has no pixels", async () => {
    const seen = await view.page.evaluate(async () => {
      const compositor = await lab.open("webgpu");
      const card = lab.testCard(320, 180);
      const bitmap = await createImageBitmap(card);
      compositor.setFrame(lab.frameOf(bitmap, 320, 180, 0));
      compositor.render(0);
      const before = lab.difference(await lab.shoot(compositor), lab.pixelsOf(card));
      bitmap.close();
      compositor.setFrame(lab.frameOf(bitmap, 320, 180, 1));
      compositor.render(16);
      return [before, lab.difference(await lab.shoot(compositor), lab.pixelsOf(card))];
    });
    expect(Math.max(...seen)).toBeLessThanOrEqual(UNTOUCHED);
  });

  test("draws a patch from a GPUTexture, and the next from another", async () => {
    const centres = await view.page.evaluate(async () => {
      const size = { width: 200, height: 200 };
      const compositor = await lab.open("webgpu");
      compositor.setFrame(lab.frameOf(lab.plain(200, 200, "gray"), 200, 200, 0));
      const roi = { cx: 100, cy: 100, size: 150 };
      const dish = lab.dishOf(1, size, roi);
      const seen = [];
      let now = 0;
      for (const colour of [
        [255, 0, 0],
        [0, 255, 0],
        [0, 0, 255],
      ] as const) {
        const patch = lab.texturePatch(lab.patchOf(roi, { paint: () => colour }));
        now = lab.settle(compositor, [{ dish, patch }], now);
        seen.push(lab.at(await lab.shoot(compositor), 100, 100));
      }
      return seen;
    });
    expect(centres).toEqual([
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ]);
  });

  test("says so when the device is lost, and draws no more", async () => {
    const seen = await view.page.evaluate(async () => {
      const lost: string[] = [];
      const compositor = await lab.open("webgpu", { onLost: (error) => lost.push(error.name) });
      compositor.setFrame(lab.frameOf(lab.testCard(64, 64), 64, 64, 0));
      compositor.render(0);
      lab.lose(compositor);
      compositor.render(16);
      const name = await compositor.capture().then(
        () => "",
        (error: unknown) => (error instanceof Error ? error.name : "?"),
      );
      compositor.dispose();
      return { lost, name };
    });
    expect(seen).toEqual({ lost: ["CompositorLostError"], name: "NothingToCaptureError" });
  });

  test("leaves a software adapter alone and draws on a 2D canvas", async () => {
    const seen = await view.page.evaluate(async () => {
      const adapter = await navigator.gpu.requestAdapter();
      if (adapter === null) throw new Error("no adapter");
      const device = await adapter.requestDevice();
      let lost = false;
      void device.lost.then(() => (lost = true));
      const compositor = await lab.createCompositor({ device });
      await lab.animate(5, () => undefined);
      return { backend: compositor.backend, lost };
    });
    expect(seen).toEqual({ backend: "canvas2d", lost: false });
  });
});
