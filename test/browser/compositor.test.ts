import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Harness, startHarness, type View } from "./harness";
import type { Lab } from "./pages/compositor";

// The functions of the test page, where everything in `evaluate` runs.
declare const lab: Lab;

/** What the picture outside the dishes may differ by. */
const UNTOUCHED = 2;
/** What a patch may differ by on its way through its tile. */
const PATCH = 3;

const backends = [
  ["canvas2d", "default"],
  ["webgl2", "default"],
  ["webgpu", "webgpu-swiftshader"],
] as const;

describe.each(backends)("on %s", (backend, profile) => {
  let harness: Harness;
  let view: View;

  beforeAll(async () => {
    harness = await startHarness({ serve: "pages", profile });
    view = await harness.open("compositor.html");
    await view.page.waitForFunction(() => document.title === "ready");
  });
  afterEach(() => view.expectNoErrors());
  afterAll(() => harness.close());

  test.each([
    ["landscape", 320, 180],
    ["portrait", 180, 320],
    ["odd", 333, 217],
    ["tiny", 3, 5],
  ])("leaves a %s picture without dishes as it is", async (_, width, height) => {
    const seen = await view.page.evaluate(
      async ([kind, w, h]) => {
        const compositor = await lab.open(kind);
        const card = lab.testCard(w, h);
        compositor.setFrame(lab.frameOf(card, w, h, 0));
        compositor.render(0);
        const shot = await lab.shoot(compositor);
        return {
          backend: compositor.backend,
          size: [compositor.canvas.width, compositor.canvas.height],
          difference: lab.difference(shot, lab.pixelsOf(card)),
        };
      },
      [backend, width, height] as const,
    );
    expect(seen.backend).toBe(backend);
    expect(seen.size).toEqual([width, height]);
    expect(seen.difference).toBeLessThanOrEqual(UNTOUCHED);
  });

  test("draws a large picture with its long side at 1920", async () => {
    const size = await view.page.evaluate(async (kind) => {
      const compositor = await lab.open(kind);
      compositor.setFrame(lab.frameOf(lab.plain(1500, 3000, "red"), 1500, 3000, 0));
      compositor.render(0);
      const shot = await lab.shoot(compositor);
      return [shot.width, shot.height, ...lab.at(shot, 480, 960)];
    }, backend);
    expect(size).toEqual([960, 1920, 255, 0, 0]);
  });

  test("puts the patch where the dish is, the right way up, and touches nothing else", async () => {
    const seen = await view.page.evaluate(async (kind) => {
      const size = { width: 333, height: 217 };
      const compositor = await lab.open(kind);
      const card = lab.testCard(size.width, size.height);
      compositor.setFrame(lab.frameOf(card, size.width, size.height, 0));
      const roi = { cx: 150, cy: 100, size: 120 };
      const dish = lab.dishOf(1, size, roi);
      const patch = lab.patchOf(roi, {
        paint: (x, y) => (y < 0.5 ? (x < 0.5 ? [255, 0, 0] : [0, 255, 0]) : x < 0.5 ? [0, 0, 255] : [255, 255, 255]),
      });
      lab.settle(compositor, [{ dish, patch }]);
      const shot = await lab.shoot(compositor);
      // The mask's radius is 48, a cell of its grid 4.2 pixels.
      const far = (x: number, y: number) => Math.hypot(x + 0.5 - roi.cx, y + 0.5 - roi.cy) > 54;
      return {
        outside: lab.difference(shot, lab.pixelsOf(card), far),
        quarters: [lab.at(shot, 135, 85), lab.at(shot, 165, 85), lab.at(shot, 135, 115), lab.at(shot, 165, 115)],
      };
    }, backend);
    await view.screenshot(`compositor-${backend}-patch`);
    expect(seen.outside).toBeLessThanOrEqual(UNTOUCHED);
    expect(seen.quarters).toEqual([
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 255],
    ]);
  });

  test("shows the pixels of a patch as they are", async () => {
    const worst = await view.page.evaluate(async (kind) => {
      const size = { width: 320, height: 320 };
      const compositor = await lab.open(kind);
      compositor.setFrame(lab.frameOf(lab.plain(320, 320, "gray"), 320, 320, 0));
      // A square of 256 on pixel boundaries: each texel of the patch is one pixel of the picture.
      const roi = { cx: 160, cy: 160, size: 256 };
      const whole = { width: 8, height: 8, data: new Uint8Array(64).fill(255) };
      const paint = (x: number, y: number) => [x * 255, y * 255, ((x * 256) ^ (y * 256)) & 255] as const;
      const patch = lab.patchOf(roi, { size: 256, paint });
      lab.settle(compositor, [{ dish: lab.dishOf(1, size, roi, whole), patch }]);
      const shot = await lab.shoot(compositor);
      let difference = 0;
      for (let y = 20; y < 236; y++) {
        for (let x = 20; x < 236; x++) {
          const wanted = paint((x + 0.5) / 256, (y + 0.5) / 256);
          const got = lab.at(shot, x + 32, y + 32);
          difference = Math.max(difference, ...got.map((value, c) => Math.abs(value - (wanted[c] ?? 0))));
        }
      }
      return difference;
    }, backend);
    expect(worst).toBeLessThanOrEqual(PATCH);
  });

  test("moves the patch and its mask with the dish", async () => {
    const seen = await view.page.evaluate(async (kind) => {
      const size = { width: 320, height: 180 };
      const compositor = await lab.open(kind);
      const card = lab.testCard(size.width, size.height);
      compositor.setFrame(lab.frameOf(card, size.width, size.height, 0));
      const then = { cx: 80, cy: 90, size: 80 };
      const dish = lab.dishOf(1, size, then);
      const patch = lab.patchOf(then, { paint: (x) => (x < 0.5 ? [255, 0, 0] : [0, 0, 255]) });
      const now = lab.settle(compositor, [{ dish, patch }]);
      // Twice as large, elsewhere, and with the mask of before.
      compositor.setLayers([{ dish: { ...dish, roi: { cx: 230, cy: 90, size: 160 } }, patch }]);
      compositor.render(now);
      const shot = await lab.shoot(compositor);
      const far = (x: number, y: number) => Math.hypot(x + 0.5 - 230, y + 0.5 - 90) > 76;
      return {
        left: lab.at(shot, 190, 90),
        right: lab.at(shot, 270, 90),
        outside: lab.difference(shot, lab.pixelsOf(card), far),
      };
    }, backend);
    expect(seen.left).toEqual([255, 0, 0]);
    expect(seen.right).toEqual([0, 0, 255]);
    expect(seen.outside).toBeLessThanOrEqual(UNTOUCHED);
  });

  test("draws four dishes, each its own patch", async () => {
    const seen = await view.page.evaluate(async (kind) => {
      const size = { width: 400, height: 300 };
      const compositor = await lab.open(kind);
      const card = lab.testCard(size.width, size.height);
      compositor.setFrame(lab.frameOf(card, size.width, size.height, 0));
      const colours = [
        [255, 0, 0],
        [0, 255, 0],
        [0, 0, 255],
        [255, 255, 0],
      ] as const;
      const places = [
        [100, 75],
        [300, 75],
        [100, 225],
        [300, 225],
      ] as const;
      const layers = places.map(([cx, cy], i) => {
        const roi = { cx, cy, size: 120 };
        // Grids, sizes and domains of all kinds at once.
        const mask = lab.discMask(size, roi, 48, 60 + 13 * i);
        const wish = { size: [64, 128, 192, 256][i] ?? 64, domain: i, paint: () => colours[i] ?? colours[0] };
        return { dish: lab.dishOf(10 + i, size, roi, mask), patch: lab.patchOf(roi, wish) };
      });
      lab.settle(compositor, layers);
      const shot = await lab.shoot(compositor);
      const far = (x: number, y: number) => places.every(([cx, cy]) => Math.hypot(x + 0.5 - cx, y + 0.5 - cy) > 60);
      return {
        centres: places.map(([cx, cy]) => lab.at(shot, cx, cy)),
        outside: lab.difference(shot, lab.pixelsOf(card), far),
      };
    }, backend);
    await view.screenshot(`compositor-${backend}-four`);
    expect(seen.centres).toEqual([
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 0],
    ]);
    expect(seen.outside).toBeLessThanOrEqual(UNTOUCHED);
  });

  test("takes larger patches on the way", async () => {
    const centres = await view.page.evaluate(async (kind) => {
      const size = { width: 300, height: 200 };
      const compositor = await lab.open(kind);
      compositor.setFrame(lab.frameOf(lab.plain(300, 200, "gray"), 300, 200, 0));
      const rois = [
        { cx: 80, cy: 100, size: 120 },
        { cx: 220, cy: 100, size: 120 },
      ];
      const layersOf = (side: number, colours: readonly (readonly [number, number, number])[]) =>
        rois.map((roi, i) => ({
          dish: lab.dishOf(i, size, roi),
          patch: lab.patchOf(roi, { size: side, paint: () => colours[i] ?? [0, 0, 0] }),
        }));
      let now = lab.settle(
        compositor,
        layersOf(256, [
          [255, 0, 0],
          [0, 255, 0],
        ]),
      );
      now = lab.settle(
        compositor,
        layersOf(384, [
          [255, 0, 255],
          [0, 255, 255],
        ]),
        now,
      );
      const large = await lab.shoot(compositor);
      lab.settle(
        compositor,
        layersOf(128, [
          [0, 0, 255],
          [255, 255, 0],
        ]),
        now,
      );
      const small = await lab.shoot(compositor);
      return [lab.at(large, 80, 100), lab.at(large, 220, 100), lab.at(small, 80, 100), lab.at(small, 220, 100)];
    }, backend);
    expect(centres).toEqual([
      [255, 0, 255],
      [0, 255, 255],
      [0, 0, 255],
      [255, 255, 0],
    ]);
  });

  test("shows the original left of the divider, mixes by strength, and mirrors", async () => {
    const seen = await view.page.evaluate(async (kind) => {
      const size = { width: 320, height: 180 };
      const compositor = await lab.open(kind);
      const card = lab.testCard(size.width, size.height);
      compositor.setFrame(lab.frameOf(card, size.width, size.height, 0));
      const roi = { cx: 120, cy: 90, size: 140 };
      const layer = {
        dish: lab.dishOf(1, size, roi),
        patch: lab.patchOf(roi, { paint: (x) => (x < 0.5 ? [255, 0, 0] : [0, 0, 255]) }),
      };
      lab.settle(compositor, [layer]);
      const original = lab.pixelsOf(card);
      compositor.setDivider(120 / 320);
      const divided = await lab.shoot(compositor);
      compositor.setDivider(1);
      const covered = await lab.shoot(compositor);
      compositor.setDivider(0);
      compositor.setStrength(0);
      const weak = await lab.shoot(compositor);
      compositor.setStrength(0.5);
      const half = lab.at(await lab.shoot(compositor), 100, 90);
      compositor.setStrength(1);
      compositor.setMirrored(true);
      const mirrored = await lab.shoot(compositor);
      compositor.setDivider(200 / 320);
      const both = await lab.shoot(compositor);
      const flipped = document.createElement("canvas");
      flipped.width = 320;
      flipped.height = 180;
      const context = flipped.getContext("2d");
      context?.scale(-1, 1);
      context?.drawImage(card, -320, 0);
      const flippedPixels = lab.pixelsOf(flipped);
      return {
        left: lab.difference(divided, original, (x) => x < 120),
        right: lab.at(divided, 140, 90),
        covered: lab.difference(covered, original),
        weak: lab.difference(weak, original),
        half,
        under: lab.at(original, 100, 90),
        // The dish is at 200 from the left now, its left half on the right.
        mirroredLeft: lab.at(mirrored, 180, 90),
        mirroredRight: lab.at(mirrored, 220, 90),
        mirroredOutside: lab.difference(mirrored, flippedPixels, (x, y) => Math.hypot(x - 199.5, y - 89.5) > 64),
        bothLeft: lab.difference(both, flippedPixels, (x) => x < 200),
        bothRight: lab.at(both, 220, 90),
      };
    }, backend);
    expect(seen.left).toBeLessThanOrEqual(UNTOUCHED);
    expect(seen.right).toEqual([0, 0, 255]);
    expect(seen.covered).toBeLessThanOrEqual(UNTOUCHED);
    expect(seen.weak).toBeLessThanOrEqual(UNTOUCHED);
    expect(seen.half[0]).toBeCloseTo((255 + seen.under[0]) / 2, -0.7);
    expect(seen.half[1]).toBeCloseTo(seen.under[1] / 2, -0.7);
    expect(seen.mirroredLeft).toEqual([0, 0, 255]);
    expect(seen.mirroredRight).toEqual([255, 0, 0]);
    expect(seen.mirroredOutside).toBeLessThanOrEqual(UNTOUCHED);
    expect(seen.bothLeft).toBeLessThanOrEqual(UNTOUCHED);
    expect(seen.bothRight).toEqual([255, 0, 0]);
  });

  test("fades by the time it is given: in 200 ms, to another domain in 300, to the next patch in 100, out in 200", async () => {
    const seen = await view.page.evaluate(async (kind) => {
      const size = { width: 200, height: 120 };
      const compositor = await lab.open(kind);
      compositor.setFrame(lab.frameOf(lab.plain(200, 120, "black"), 200, 120, 0));
      const roi = { cx: 100, cy: 60, size: 100 };
      const dish = lab.dishOf(1, size, roi);
      const patch = (domain: number, colour: readonly [number, number, number]) =>
        lab.patchOf(roi, { domain, paint: () => colour });
      const centre = async (now: number) => {
        compositor.render(now);
        return lab.at(await lab.shoot(compositor), 100, 60);
      };
      const shots: Record<string, readonly [number, number, number]> = {};
      compositor.setLayers([{ dish, patch: patch(0, [200, 0, 0]) }]);
      shots.new = await centre(1000);
      shots.comingHalf = await centre(1100);
      shots.come = await centre(1200);
      compositor.setLayers([{ dish, patch: patch(3, [0, 200, 0]) }]);
      shots.changing = await centre(2000);
      shots.changingThird = await centre(2100);
      shots.changingHalf = await centre(2150);
      shots.changed = await centre(2300);
      compositor.setLayers([{ dish, patch: patch(3, [0, 0, 200]) }]);
      shots.next = await centre(3000);
      shots.nextHalf = await centre(3050);
      shots.nextDone = await centre(3100);
      compositor.setLayers([]);
      shots.lost = await centre(3100);
      shots.leavingHalf = await centre(3200);
      shots.gone = await centre(3300);
      return shots;
    }, backend);
    const near = (name: string, wanted: readonly number[]) => {
      const worst = Math.max(...wanted.map((value, c) => Math.abs((seen[name]?.[c] ?? 999) - value)));
      expect({ name, seen: seen[name], near: worst <= PATCH }).toEqual({ name, seen: seen[name], near: true });
    };
    near("new", [0, 0, 0]);
    near("comingHalf", [100, 0, 0]);
    near("come", [200, 0, 0]);
    near("changing", [200, 0, 0]);
    near("changingThird", [133, 67, 0]);
    near("changingHalf", [100, 100, 0]);
    near("changed", [0, 200, 0]);
    near("next", [0, 200, 0]);
    near("nextHalf", [0, 100, 100]);
    near("nextDone", [0, 0, 200]);
    near("lost", [0, 0, 200]);
    near("leavingHalf", [0, 0, 100]);
    near("gone", [0, 0, 0]);
  });

  test("takes on the scene's light, but not the colour of the dish under it", async () => {
    const seen = await view.page.evaluate(async (kind) => {
      const size = { width: 200, height: 200 };
      const roi = { cx: 100, cy: 100, size: 200 };
      const whole = { width: 4, height: 4, data: new Uint8Array(16).fill(255) };
      const shots: Record<string, readonly (readonly [number, number, number])[]> = {};
      for (const [name, lightMatch] of [
        ["off", 0],
        ["on", 1],
      ] as const) {
        const compositor = await lab.open(kind, { lightMatch });
        const show = async (scene: HTMLCanvasElement, colour: readonly [number, number, number], sequence: number) => {
          compositor.setFrame(lab.frameOf(scene, 200, 200, sequence));
          const layer = {
            dish: lab.dishOf(sequence, size, roi, whole),
            patch: lab.patchOf(roi, { paint: () => colour }),
          };
          lab.settle(compositor, [layer], sequence * 5000);
          return lab.shoot(compositor);
        };
        const same = await show(lab.plain(200, 200, "rgb(120 120 120)"), [120, 120, 120], 1);
        const dark = await show(lab.plain(200, 200, "rgb(60 60 60)"), [120, 120, 120], 2);
        const green = await show(lab.plain(200, 200, "rgb(30 150 30)"), [160, 90, 60], 3);
        const window = lab.plain(200, 200, "rgb(60 60 60)");
        const context = window.getContext("2d");
        if (context !== null) context.fillStyle = "rgb(200 200 200)";
        context?.fillRect(0, 0, 100, 200);
        const lit = await show(window, [120, 120, 120], 4);
        shots[name] = [lab.at(same, 100, 100), lab.at(dark, 100, 100), lab.at(green, 100, 100)];
        shots[`${name} lit`] = [lab.at(lit, 30, 100), lab.at(lit, 170, 100)];
        compositor.dispose();
      }
      return shots;
    }, backend);
    await view.screenshot(`compositor-${backend}-light`);
    expect(seen.off).toEqual([
      [120, 120, 120],
      [120, 120, 120],
      [160, 90, 60],
    ]);
    expect(seen["off lit"]).toEqual([
      [120, 120, 120],
      [120, 120, 120],
    ]);
    const [same, dark, green] = seen.on ?? [];
    for (const value of same ?? [0]) expect(Math.abs(value - 120)).toBeLessThanOrEqual(PATCH);
    // Half the light, half the brightness, but for the floor under all ratios.
    for (const value of dark ?? [0]) expect(Math.abs(value / 120 - 0.54)).toBeLessThanOrEqual(0.03);
    // A brown dish over a green one stays brown: red over green over blue, as before.
    const [red = 0, greenValue = 0, blue = 0] = green ?? [];
    expect(red).toBeGreaterThan(greenValue * 1.3);
    expect(greenValue).toBeGreaterThan(blue);
    const [bright, shaded] = seen["on lit"] ?? [];
    expect(bright?.[0] ?? 0).toBeGreaterThan((shaded?.[0] ?? 999) * 1.2);
  });

  test("steams over a hot dish as the field says, moves with it, and not over a cold one or left of the divider", async () => {
    const seen = await view.page.evaluate(async (kind) => {
      const size = { width: 400, height: 400 };
      const compositor = await lab.open(kind);
      const card = lab.plain(400, 400, "rgb(60, 60, 60)");
      compositor.setFrame(lab.frameOf(card, 400, 400, 0));
      const roi = { cx: 200, cy: 260, size: 200 };
      // A mask that covers nothing: the steam is seen alone.
      const none = { width: 8, height: 8, data: new Uint8Array(64) };
      const layers = [0, 1].map((domain) => {
        const patch = lab.patchOf(roi, { domain, paint: () => [0, 0, 0] });
        return [{ dish: lab.dishOf(1, size, roi, none), patch }];
      });
      compositor.setSteam(Float32Array.of(0, 1));
      const cold = layers[0] ?? [];
      const hot = layers[1] ?? [];
      let now = lab.settle(compositor, cold);
      const without = lab.difference(await lab.shoot(compositor), lab.pixelsOf(card));
      now = lab.settle(compositor, hot, now + 1000);
      now = lab.settle(compositor, hot, now);
      const shot = await lab.shoot(compositor);
      const wanted = lab.steamOn(card, roi, 1, now);
      const there = lab.statistics(shot, wanted);
      const strongest = lab.difference(wanted, lab.pixelsOf(card));
      // Elsewhere and smaller, at once; the left half is as it was.
      const moved = { cx: 240, cy: 300, size: 120 };
      compositor.setLayers(hot.map(({ dish, patch }) => ({ dish: { ...dish, roi: moved }, patch })));
      compositor.setDivider(0.6);
      compositor.render(now);
      const after = await lab.shoot(compositor);
      const left = lab.difference(after, lab.pixelsOf(card), (x) => x < 239);
      const right = lab.difference(after, lab.steamOn(card, moved, 1, now), (x) => x > 241);
      return { without, there, strongest, left, right };
    }, backend);
    await view.screenshot(`compositor-${backend}-steam`);
    expect(seen.without).toBeLessThanOrEqual(UNTOUCHED);
    expect(seen.strongest).toBeGreaterThan(40);
    expect(seen.there.mean).toBeLessThan(0.5);
    expect(seen.there.worst).toBeLessThanOrEqual(6);
    expect(seen.left).toBeLessThanOrEqual(UNTOUCHED);
    expect(seen.right).toBeLessThanOrEqual(8);
  });

  test("refuses what it cannot draw, by name", async () => {
    const names = await view.page.evaluate(async (kind) => {
      const size = { width: 100, height: 100 };
      const compositor = await lab.open(kind);
      const roi = { cx: 50, cy: 50, size: 50 };
      const dish = lab.dishOf(1, size, roi);
      const patch = lab.patchOf(roi, { paint: () => [1, 2, 3] });
      const nameOf = async (act: () => unknown) => {
        try {
          await act();
          return "";
        } catch (error) {
          return error instanceof Error ? error.name : "?";
        }
      };
      const five = [1, 2, 3, 4, 5].map((id) => ({ dish: { ...dish, id }, patch }));
      return [
        await nameOf(() => compositor.capture()),
        await nameOf(() => compositor.setLayers(five)),
        await nameOf(() => compositor.setLayers([five[0], five[0]].flatMap((layer) => layer ?? []))),
        await nameOf(() => compositor.setLayers([{ dish, patch: { ...patch, size: 64 } }])),
        await nameOf(() => compositor.setLayers([{ dish: { ...dish, mask: { ...dish.mask, width: 9 } }, patch }])),
        await nameOf(() => compositor.setLayers([{ dish, patch }])),
      ];
    }, backend);
    expect(names).toEqual(["NothingToCaptureError", "LayerError", "LayerError", "LayerError", "LayerError", ""]);
  });
});

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
