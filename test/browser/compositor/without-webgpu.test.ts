import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Harness, startHarness, type View } from "../harness";
import type { Lab } from "../pages/compositor";

// The functions of the test page, where everything in `evaluate` runs.
declare const lab: Lab;

/** What the picture outside the dishes may differ by. */
const UNTOUCHED = 2;

describe("without WebGPU", () => {
  let harness: Harness;
  let view: View;

  beforeAll(async () => {
    harness = await startHarness({ serve: "pages" });
    view = await harness.open("compositor.html");
    await view.page.waitForFunction(() => document.title === "ready");
  });
  afterEach(() => view.expectNoErrors());
  afterAll(() => harness.close());

  test("comes back after a lost context, with the same dishes", async () => {
    const seen = await view.page.evaluate(async () => {
      const size = { width: 320, height: 180 };
      let lost = 0;
      let restored: () => void = () => undefined;
      const options = { onLost: () => lost++, onNeedsRender: () => restored() };
      const compositor = await lab.open("webgl2", options);
      const card = lab.testCard(320, 180);
      compositor.setFrame(lab.frameOf(card, 320, 180, 0));
      const roi = { cx: 150, cy: 90, size: 100 };
      const layer = { dish: lab.dishOf(1, size, roi), patch: lab.patchOf(roi, { paint: () => [255, 0, 0] }) };
      let now = lab.settle(compositor, [layer]);
      const before = await lab.shoot(compositor);
      const { restore } = lab.lose(compositor);
      await lab.animate(3, () => compositor.render((now += 16)));
      const name = await compositor.capture().then(
        () => "",
        (error: unknown) => (error instanceof Error ? error.name : "?"),
      );
      const wake = new Promise<void>((resolve) => (restored = resolve));
      restore();
      await wake;
      for (let i = 0; i < 20; i++) compositor.render((now += 50));
      const after = await lab.shoot(compositor);
      return { name, lost, difference: lab.difference(before, after), centre: lab.at(after, 150, 90) };
    });
    expect(seen.name).toBe("NothingToCaptureError");
    expect(seen.lost).toBe(0);
    expect(seen.centre).toEqual([255, 0, 0]);
    expect(seen.difference).toBe(0);
  });

  test("says so when a lost context does not come back", async () => {
    const error = await view.page.evaluate(async () => {
      const lost = new Promise<Error>((resolve) => {
        void lab.open("webgl2", { onLost: resolve }).then((compositor) => lab.lose(compositor));
      });
      const { name, message } = await lost;
      return { name, message };
    });
    expect(error.name).toBe("CompositorLostError");
    expect(error.message).toContain("create another");
  });

  test("looks the same on a 2D canvas and on WebGL2", async () => {
    const seen = await view.page.evaluate(async () => {
      const size = { width: 400, height: 300 };
      const scene = lab.plain(400, 300, "rgb(150 140 120)");
      const context = scene.getContext("2d");
      const shadow = context?.createLinearGradient(0, 0, 400, 120);
      shadow?.addColorStop(0, "rgb(40 36 50)");
      shadow?.addColorStop(1, "rgb(240 230 200)");
      if (context && shadow) context.fillStyle = shadow;
      context?.fillRect(0, 0, 400, 220);
      const paint = (x: number, y: number) =>
        [90 + 80 * Math.sin(9 * x), 120 + 60 * Math.cos(7 * y), 60 + 90 * x * y] as const;
      const other = (x: number, y: number) => [200 - 90 * y, 80 + 70 * Math.sin(8 * x * y), 150 * x] as const;
      // One in the middle, one over the corner of the picture, on a coarse and on a fine mask.
      const rois = [
        { cx: 150, cy: 160, size: 210 },
        { cx: 372, cy: 40, size: 130 },
      ];
      const layersOf = (domain: number, colours: typeof paint, side: number) =>
        rois.map((roi, i) => ({
          dish: lab.dishOf(i, size, roi, lab.discMask(size, roi, roi.size / 2.6, 40 + 80 * i)),
          patch: lab.patchOf(roi, { size: side, domain, paint: colours }),
        }));
      const shots = { canvas2d: [] as ImageData[], webgl2: [] as ImageData[] };
      for (const kind of ["canvas2d", "webgl2"] as const) {
        const compositor = await lab.open(kind, { lightMatch: 0.6 });
        compositor.setFrame(lab.frameOf(scene, 400, 300, 0));
        const now = lab.settle(compositor, layersOf(0, paint, 128));
        shots[kind].push(await lab.shoot(compositor));
        compositor.setLayers(layersOf(4, other, 96));
        // On a busy machine, a dish may wait for the next draw.
        for (const _ of rois) compositor.render(now);
        compositor.render(now + 120);
        shots[kind].push(await lab.shoot(compositor));
        compositor.setMirrored(true);
        compositor.setDivider(0.3);
        compositor.setStrength(0.7);
        compositor.render(now + 120);
        shots[kind].push(await lab.shoot(compositor));
      }
      const still = shots.webgl2[0];
      const plainScene = lab.pixelsOf(scene);
      return {
        differences: shots.canvas2d.map((shot, i) => lab.statistics(shot, shots.webgl2[i] ?? shot)),
        effect: still === undefined ? 0 : lab.statistics(still, plainScene).mean,
      };
    });
    await view.screenshot("compositor-webgl2-same");
    console.log(seen.differences.map(({ mean, worst }) => `mean ${mean.toFixed(2)}, worst ${worst}`).join("; "));
    expect(seen.effect).toBeGreaterThan(5);
    for (const { mean, worst } of seen.differences) {
      expect(mean).toBeLessThanOrEqual(0.5);
      // At the rim: this takes the step over its tile, WebGL2 over the screen.
      expect(worst).toBeLessThanOrEqual(20);
    }
  });

  test("goes on after a 2D canvas lost its context, and says so when it does not come back", async () => {
    const seen = await view.page.evaluate(async () => {
      const size = { width: 320, height: 180 };
      const errors: string[] = [];
      let restored: () => void = () => undefined;
      const compositor = await lab.open("canvas2d", {
        onLost: ({ name }) => errors.push(name),
        onNeedsRender: () => restored(),
      });
      compositor.setFrame(lab.frameOf(lab.testCard(320, 180), 320, 180, 0));
      const roi = { cx: 150, cy: 90, size: 100 };
      const layer = { dish: lab.dishOf(1, size, roi), patch: lab.patchOf(roi, { paint: () => [255, 0, 0] }) };
      let now = lab.settle(compositor, [layer]);
      const before = await lab.shoot(compositor);
      compositor.canvas.dispatchEvent(new Event("contextlost"));
      compositor.render((now += 16));
      const captured = await compositor.capture().then(
        () => "",
        (error: unknown) => (error instanceof Error ? error.name : "?"),
      );
      const wake = new Promise<void>((resolve) => (restored = resolve));
      // A context that comes back is empty.
      compositor.canvas.getContext("2d")?.clearRect(0, 0, 320, 180);
      compositor.canvas.dispatchEvent(new Event("contextrestored"));
      await wake;
      for (let i = 0; i < 20; i++) compositor.render((now += 50));
      const difference = lab.difference(before, await lab.shoot(compositor));
      const soFar = [...errors];
      compositor.canvas.dispatchEvent(new Event("contextlost"));
      await new Promise((resolve) => setTimeout(resolve, 5200));
      return { captured, difference, soFar, errors };
    });
    expect(seen).toEqual({
      captured: "NothingToCaptureError",
      difference: 0,
      soFar: [],
      errors: ["CompositorLostError"],
    });
  });

  test.each([
    ["canvas2d", 15],
    ["webgl2", 30],
  ] as const)("steam over a still picture is drawn a few times a second (%s)", async (backend, rate) => {
    const seen = await view.page.evaluate(async (kind) => {
      const size = { width: 320, height: 180 };
      const wakes: number[] = [];
      const compositor = await lab.open(kind, { onNeedsRender: (ms) => wakes.push(ms) });
      compositor.setFrame(lab.frameOf(lab.testCard(320, 180), 320, 180, 0));
      const roi = { cx: 150, cy: 90, size: 100 };
      const layer = { dish: lab.dishOf(1, size, roi), patch: lab.patchOf(roi, { paint: () => [255, 0, 0] }) };
      compositor.setSteam(Float32Array.of(1));
      let now = lab.settle(compositor, [layer], lab.settle(compositor, [layer]));
      // As the session does: asked for at display rate, here by others, and when the compositor asks.
      const draws = lab.countDraws();
      const asked = wakes.length;
      for (const end = now + 1000; now < end; now += 1000 / 120) compositor.render(now);
      const drawn = draws();
      const later = wakes.slice(asked).every((ms) => ms > 0 && ms <= 67);
      compositor.setSteam(null);
      for (const end = now + 2000; now < end; now += 50) compositor.render(now);
      const still = draws();
      for (const end = now + 500; now < end; now += 50) compositor.render(now);
      return { drawn, later, afterwards: draws() - still };
    }, backend);
    expect(seen.drawn).toBeGreaterThan(rate * 0.8);
    expect(seen.drawn).toBeLessThanOrEqual(rate + 1);
    expect(seen.later).toBe(true);
    expect(seen.afterwards).toBe(0);
  });

  test.each(["canvas2d", "webgl2"] as const)("draws nothing while nothing changes (%s)", async (backend) => {
    const counts = await view.page.evaluate(async (kind) => {
      const draws = lab.countDraws();
      let wakes = 0;
      const size = { width: 320, height: 180 };
      const compositor = await lab.open(kind, { onNeedsRender: () => wakes++ });
      const frame = lab.frameOf(lab.testCard(320, 180), 320, 180, 0);
      const roi = { cx: 150, cy: 90, size: 100 };
      const layer = { dish: lab.dishOf(1, size, roi), patch: lab.patchOf(roi, { paint: () => [255, 0, 0] }) };
      compositor.setFrame(frame);
      let now = lab.settle(compositor, [layer]);
      const settled = { draws: draws(), wakes };
      for (let i = 0; i < 20; i++) {
        compositor.setFrame({ ...frame });
        compositor.setLayers([{ ...layer }]);
        compositor.setDivider(0);
        compositor.render((now += 16));
      }
      const still = { draws: draws(), wakes };
      compositor.setDivider(0.5);
      compositor.render((now += 16));
      return { settled, still, after: draws(), animationFrames: await lab.countAnimationFrames(300) };
    }, backend);
    expect(counts.animationFrames).toBe(0);
    expect(counts.settled.draws).toBeGreaterThan(0);
    expect(counts.settled.wakes).toBeGreaterThan(0);
    expect(counts.still).toEqual(counts.settled);
    expect(counts.after).toBe(counts.settled.draws + 1);
  });

  test.each(["canvas2d", "webgl2"] as const)(
    "takes every kind of picture, and keeps the last one where a new one has no pixels (%s)",
    async (backend) => {
      const seen = await view.page.evaluate(async (kind) => {
        const compositor = await lab.open(kind);
        const card = lab.testCard(320, 180);
        let sequence = 0;
        const show = async (picture: Parameters<typeof lab.frameOf>[0], reference: HTMLCanvasElement) => {
          compositor.setFrame(lab.frameOf(picture, 320, 180, sequence++));
          compositor.render(sequence);
          return lab.difference(await lab.shoot(compositor), lab.pixelsOf(reference));
        };
        const bitmap = await createImageBitmap(card);
        const results: Record<string, number> = { bitmap: await show(bitmap, card) };
        const frame = new VideoFrame(card, { timestamp: 0 });
        results.videoFrame = await show(frame, card);
        const video = document.createElement("video");
        video.muted = true;
        const stream = card.captureStream(10);
        video.srcObject = stream;
        await video.play();
        // A stream of a canvas delivers when the canvas is painted.
        const ticker = setInterval(() => card.getContext("2d")?.fillRect(0, 0, 1, 1), 30);
        await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
        clearInterval(ticker);
        video.pause();
        const still = document.createElement("canvas");
        still.width = 320;
        still.height = 180;
        still.getContext("2d")?.drawImage(video, 0, 0);
        results.video = await show(video, still);
        for (const track of stream.getTracks()) track.stop();
        frame.close();
        results.closedFrame = await show(frame, still);
        results.emptyVideo = await show(document.createElement("video"), still);
        return results;
      }, backend);
      const wrong = Object.entries(seen).filter(([, difference]) => difference > UNTOUCHED);
      expect(wrong).toEqual([]);
    },
  );

  test("refuses a patch in a GPUTexture", async () => {
    const names = await view.page.evaluate(async () => {
      const thrown: string[] = [];
      for (const kind of ["canvas2d", "webgl2"] as const) {
        const compositor = await lab.open(kind);
        const roi = { cx: 50, cy: 50, size: 50 };
        const pixels = lab.patchOf(roi, { paint: () => [1, 2, 3] });
        const patch = { ...pixels, picture: { kind: "texture", texture: {} as GPUTexture } } as const;
        try {
          compositor.setLayers([{ dish: lab.dishOf(1, { width: 100, height: 100 }, roi), patch }]);
        } catch (error) {
          thrown.push(error instanceof Error ? error.name : "?");
        }
      }
      return thrown;
    });
    expect(names).toEqual(["LayerError", "LayerError"]);
  });

  test("is unavailable, by name, on a canvas that is taken", async () => {
    const name = await view.page.evaluate(async () => {
      const canvas = document.createElement("canvas");
      canvas.getContext("bitmaprenderer");
      try {
        await lab.createCompositor({ canvas });
        return "";
      } catch (error) {
        return error instanceof Error ? error.name : "?";
      }
    });
    expect(name).toBe("CompositorUnavailableError");
  });
});
