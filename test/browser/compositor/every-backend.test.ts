import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Harness, startHarness, type View } from "../harness";
import type { Lab } from "../pages/compositor";

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
