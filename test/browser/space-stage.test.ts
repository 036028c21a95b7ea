import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Harness, startHarness, type View } from "./harness";
import type { StageLab } from "./pages/space-stage/lab";
import type { SessionLab } from "./pages/space-stage/session-lab";

// The functions of the test pages, where everything in `evaluate` runs.
declare const lab: StageLab;
declare const sessionLab: SessionLab;

let harness: Harness;
let view: View;

beforeAll(async () => {
  harness = await startHarness({ serve: "pages" });
  view = await harness.open("space-stage.html");
  await view.page.waitForFunction(() => document.title === "ready");
});
afterEach(() => view.expectNoErrors());
afterAll(() => harness.close());

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

describe("a dish that was photographed from one side and is seen from others", () => {
  test.each(["bowl", "plate"] as const)("a %s lies where it truly is", async (kind) => {
    const seen = await view.page.evaluate(async (which) => {
      const dish = lab[which];
      await lab.open();
      const scene = lab.sceneOf([dish]);
      const from = lab.around(50, 0);
      const layer = lab.layerOf(
        lab.dishOf(1, dish, lab.maskOf(scene, 0, from), from),
        lab.photograph(scene, dish, from, 512),
      );
      const pictures: ImageData[] = [scene.render(from, lab.width, lab.height)];
      let now = 0;
      const results = [
        [50, 0],
        [60, 15],
        [45, 30],
      ].map(([elevation = 0, turn = 0]) => {
        const to = lab.around(elevation, turn);
        const { image, now: then } = lab.settle(to, [layer], now);
        now = then;
        const truth = scene.render(to, lab.width, lab.height);
        const there = scene.render(to, lab.width, lab.height, 0);
        pictures.push(image, truth);
        let [inside, drawn, outside] = [0, 0, 0];
        for (let i = 0; i < image.data.length; i += 4) {
          const alpha = image.data[i + 3] ?? 0;
          if (there.data[i] === 255) {
            inside++;
            if (alpha > 128) drawn++;
          } else if (alpha > 0) outside++;
        }
        const diameter = Math.sqrt((inside * 4) / Math.PI);
        return {
          shifts: lab.shifts(image, truth).map((shift) => shift / diameter),
          drawn: drawn / inside,
          outside: outside / inside,
        };
      });
      lab.sheet(pictures);
      return results;
    }, kind);
    await view.screenshot(`space-stage-${kind}`);
    for (const { shifts, drawn, outside } of seen) {
      expect(shifts.length).toBeGreaterThan(20);
      expect(median(shifts)).toBeLessThanOrEqual(0.01);
      expect(drawn).toBeGreaterThan(0.9);
      expect(outside).toBeLessThan(0.1);
    }
    const worst = Math.max(...seen.map(({ shifts }) => median(shifts)));
    console.log(`registration of a ${kind} on the right surface: median ${(100 * worst).toFixed(3)} % of its diameter`);
  });

  test("shows nothing of what the camera could not see", async () => {
    const seen = await view.page.evaluate(async () => {
      // Deep and low: from the side the rim hides the near half of the food, and the wall is a plain red.
      const dish = { ...lab.bowl, rimHeight: 0.09, wall: 0xff0000 };
      await lab.open();
      const scene = lab.sceneOf([dish]);
      const from = lab.around(18, 0);
      const layer = lab.layerOf(
        lab.dishOf(1, dish, lab.maskOf(scene, 0, from), from),
        lab.photograph(scene, dish, from),
      );
      const to = lab.around(75, 0);
      const { image } = lab.settle(to, [layer]);
      const truth = scene.render(to, lab.width, lab.height);
      const seenFrom = scene.render(from, lab.width, lab.height);
      lab.sheet([seenFrom, image, truth]);
      // Columns through the dish's middle, from its far rim to its near one.
      const column: number[] = [];
      for (let y = 0; y < lab.height; y++) column.push(lab.pixel(image, lab.width / 2, y)[3] ?? 0);
      let red = 0;
      let dishPixels = 0;
      for (let i = 0; i < image.data.length; i += 4) {
        const isRed = (image.data[i] ?? 0) > 200 && (image.data[i + 1] ?? 0) < 40 && (image.data[i + 2] ?? 0) < 40;
        const trulyRed = (truth.data[i] ?? 0) > 200 && (truth.data[i + 1] ?? 0) < 60 && (truth.data[i + 2] ?? 0) < 60;
        if ((truth.data[i] ?? 0) !== 0x77) dishPixels++;
        if (isRed && !trulyRed && (image.data[i + 3] ?? 0) > 64) red++;
      }
      return {
        shown: column.filter((alpha) => alpha > 200).length,
        red: red / dishPixels,
        rows: column.filter((alpha) => alpha > 0).length,
      };
    });
    await view.screenshot("space-stage-hidden");
    // The far half is there, the near half is not, and nothing of the wall is smeared over it.
    expect(seen.shown).toBeGreaterThan(10);
    expect(seen.rows).toBeLessThan(110);
    expect(seen.red).toBeLessThan(0.01);
  });
});

describe("between one patch and the next", () => {
  test("what was seen whole stays when the camera cuts the dish, and a dish that is moved takes its patch along", async () => {
    const seen = await view.page.evaluate(async () => {
      const dish = lab.plate;
      const stage = await lab.open();
      const from = lab.around(55, 0);
      const on = lab.dishOf(1, dish, lab.whole(), from);
      const first = lab.settle(from, [lab.layerOf(on, lab.plain(from, lab.roiOf(dish, from), [200, 120, 40]))]);
      // The camera has turned away so far that half of the dish is outside of its picture.
      const aside = lab.look([0, 0.44, 0.29], [0.19, 0.03, 0]);
      const cut = lab.plain(aside, lab.roiOf(dish, aside), [20, 30, 200]);
      const second = lab.settle(from, [lab.layerOf(on, cut)], first.now);
      const other = { ...cut, domains: Float32Array.of(0, 1, 0, 0, 0, 0, 0, 0, 0, 0) };
      const third = lab.settle(from, [lab.layerOf(on, other)], second.now);
      const back = lab.plain(from, lab.roiOf(dish, from), [200, 120, 40], 1);
      const fourth = lab.settle(from, [lab.layerOf(on, back)], third.now);
      // Where it is only known better, nothing of its picture moves.
      stage.setLayers([lab.layerOf({ ...on, x: on.x + 0.1 }, back)]);
      const known = lab.draw(from, fourth.now + 8);
      stage.setLayers([lab.layerOf({ ...on, x: on.x + 0.1, moved: { x: on.moved.x + 0.1, z: on.moved.z } }, back)]);
      const moved = lab.draw(from, fourth.now + 16);
      lab.sheet([first.image, second.image, third.image, moved]);
      return {
        whole: [0.3, 0.5, 0.7].map((x) => lab.pixel(second.image, x * lab.width)),
        other: [0.3, 0.7].map((x) => lab.pixel(third.image, x * lab.width)[2]),
        // Its right end lies where the patch of before showed the table.
        moved: lab.pixel(moved, 0.88 * lab.width),
        known: lab.pixel(known, 0.88 * lab.width)[3],
      };
    });
    await view.screenshot("space-stage-between");
    for (const middle of seen.whole) expect(middle).toEqual([200, 120, 40, 255]);
    // Another choice is shown at once, as much of it as there is.
    expect(seen.other).toContain(200);
    expect(seen.moved).toEqual([200, 120, 40, 255]);
    expect(seen.known).toBe(0);
  });
});

describe("what stands in front", () => {
  test("a hand that the mask leaves out stays in front, and nothing is drawn elsewhere", async () => {
    const seen = await view.page.evaluate(async () => {
      const dish = lab.plate;
      await lab.open();
      const scene = lab.sceneOf([dish]);
      const from = lab.around(55, 0);
      const mask = lab.maskOf(scene, 0, from);
      // A forearm over the right half of the dish.
      for (let y = 0; y < mask.height; y++) for (let x = 92; x < 104; x++) mask.data[y * mask.width + x] = 0;
      const patch = lab.plain(from, lab.roiOf(dish, from), [200, 120, 40]);
      const layer = lab.layerOf(lab.dishOf(1, dish, mask, from), patch);
      const { image, now } = lab.settle(from, [layer]);
      const beside = lab.settle(lab.around(55, 20), [layer], now).image;
      lab.sheet([image, beside]);
      const scale = lab.width / mask.width;
      const alphaAt = (x: number, y = 60) => lab.pixel(image, (x + 0.5) * scale, (y + 0.5) * scale)[3];
      const corners = [0, lab.width - 1].flatMap((x) => [0, lab.height - 1].map((y) => lab.pixel(image, x, y)));
      let hole = 0;
      for (let x = lab.width / 2; x < lab.width * 0.7; x++) if (lab.pixel(beside, x, lab.height / 2)[3] === 0) hole++;
      return { middle: alphaAt(80), hand: alphaAt(98), beyond: alphaAt(109), corners, hole };
    });
    await view.screenshot("space-stage-hand");
    expect(seen.middle).toBe(255);
    expect(seen.hand).toBe(0);
    expect(seen.beyond).toBe(255);
    for (const corner of seen.corners) expect(corner).toEqual([0, 0, 0, 0]);
    expect(seen.hole).toBeGreaterThan(10);
  });

  test.each(["float32", "luminance-alpha"] as const)(
    "what is nearer by measured depth (%s) hides the dish",
    async (format) => {
      const seen = await view.page.evaluate(async (kind) => {
        const dish = lab.plate;
        const stage = await lab.open();
        const from = lab.around(60, 0);
        const layer = lab.layerOf(
          lab.dishOf(1, dish, lab.whole(), from),
          lab.plain(from, lab.roiOf(dish, from), [40, 160, 220]),
        );
        const { now } = lab.settle(from, [layer]);
        const measure = (near: number) => lab.depthOf(from, kind, (x) => (x < 0.5 ? near : 0.5));
        const drawWith = (near: number) => lab.draw(from, now, { ...lab.around0, depth: measure(near) });
        const pictures = [drawWith(0.4), drawWith(0.49), drawWith(0)];
        lab.sheet(pictures);
        stage.dispose();
        return pictures.map((picture) => [0.42, 0.58].map((x) => lab.pixel(picture, x * lab.width)[3]));
      }, format);
      await view.screenshot(`space-stage-depth-${format}`);
      // A hand 10 cm in front; an error of 1 cm; nothing known.
      expect(seen).toEqual([
        [0, 255],
        [255, 255],
        [255, 255],
      ]);
    },
  );
});

describe("colours and time", () => {
  test("bytes come out as they went in", async () => {
    const worst = await view.page.evaluate(async () => {
      const stage = await lab.open();
      const from = lab.around(60, 10);
      const roi = lab.roiOf(lab.plate, from);
      let difference = 0;
      let now = 0;
      for (const colour of [
        [0, 0, 0],
        [255, 255, 255],
        [10, 128, 250],
        [200, 30, 77],
        [61, 59, 60],
      ] as const) {
        const layer = lab.layerOf(lab.dishOf(1, lab.plate, lab.whole(), from), lab.plain(from, roi, colour));
        const settled = lab.settle(lab.around(50, -5), [layer], now);
        now = settled.now;
        const bitmap = await stage.capture(lab.width, lab.height);
        const context = new OffscreenCanvas(lab.width, lab.height).getContext("2d");
        if (context === null) throw new Error("no 2D canvas");
        context.drawImage(bitmap, 0, 0);
        for (const image of [settled.image, context.getImageData(0, 0, lab.width, lab.height)]) {
          for (const [c, value] of [...colour, 255].entries()) {
            difference = Math.max(difference, Math.abs((lab.pixel(image)[c] ?? -1) - value));
          }
        }
      }
      return difference;
    });
    expect(worst).toBeLessThanOrEqual(2);
  });

  test("a captured picture is what was drawn", async () => {
    const difference = await view.page.evaluate(async () => {
      const stage = await lab.open();
      const scene = lab.sceneOf([lab.bowl]);
      const from = lab.around(50, 0);
      const mask = lab.maskOf(scene, 0, from);
      const layer = lab.layerOf(lab.dishOf(1, lab.bowl, mask, from), lab.photograph(scene, lab.bowl, from));
      const { image } = lab.settle(lab.around(55, 12), [layer]);
      const context = new OffscreenCanvas(lab.width, lab.height).getContext("2d");
      if (context === null) throw new Error("no 2D canvas");
      context.drawImage(await stage.capture(lab.width, lab.height), 0, 0);
      const captured = context.getImageData(0, 0, lab.width, lab.height);
      let sum = 0;
      for (let i = 0; i < image.data.length; i++) sum += Math.abs((image.data[i] ?? 0) - (captured.data[i] ?? 0));
      return sum / image.data.length;
    });
    expect(difference).toBeLessThan(1);
  });

  test("fades run one way and never flash: a new dish, another choice, a lost dish, hold to compare", async () => {
    const glows = await view.page.evaluate(async () => {
      const stage = await lab.open();
      const from = lab.around(60, 0);
      const roi = lab.roiOf(lab.plate, from);
      const dish = lab.dishOf(1, lab.plate, lab.whole(), from);
      let now = 0;
      const play = (ms: number) => {
        const values: number[] = [];
        for (const end = now + ms; now < end; now += 24) values.push(lab.glow(lab.draw(from, now)));
        return values;
      };
      stage.setLayers([lab.layerOf(dish, lab.plain(from, roi, [60, 40, 30], 0))]);
      const comes = play(320);
      stage.setLayers([lab.layerOf(dish, lab.plain(from, roi, [230, 220, 180], 1))]);
      const changes = play(400);
      stage.setStrength(0);
      const away = play(200);
      stage.setStrength(1);
      const back = play(200);
      stage.setLayers([]);
      const goes = play(320);
      return { comes, changes, away, back, goes };
    });
    const rising = (values: readonly number[]) =>
      values.every((value, i) => i === 0 || value >= (values[i - 1] ?? 0) - 0.05);
    const halfway = (values: readonly number[]) => {
      const [first = 0, last = 0] = [values[0], values.at(-1)];
      return values.findIndex((value) => Math.abs(value - first) > Math.abs(last - first) / 2) * 24;
    };
    const { comes, changes, away, back, goes } = glows;
    for (const values of [comes, changes, back]) expect(rising(values)).toBe(true);
    for (const values of [away, goes]) expect(rising(values.toReversed())).toBe(true);
    expect(comes[0]).toBe(0);
    expect(away.at(-1)).toBe(0);
    expect(goes.at(-1)).toBe(0);
    expect(halfway(comes)).toBeGreaterThan(60);
    expect(halfway(changes)).toBeGreaterThan(110);
    expect(halfway(changes)).toBeLessThan(200);
    expect(halfway(away)).toBeLessThan(110);
  });

  test("the light of the room is followed slowly, and within its limits", async () => {
    const glows = await view.page.evaluate(async () => {
      await lab.open();
      const from = lab.around(60, 0);
      const patch = lab.plain(from, lab.roiOf(lab.plate, from), [120, 110, 100]);
      const layer = lab.layerOf(lab.dishOf(1, lab.plate, lab.whole(), from), patch);
      const drawIn = (light: number, now: number) =>
        lab.glow(lab.draw(from, now, { ...lab.around0, light: lab.lightOf(light) }));
      drawIn(1, -100);
      lab.settle(from, [layer]);
      const values: number[] = [];
      for (let now = 1000; now < 3000; now += 50) values.push(drawIn(now < 1100 ? 1 : 50, now));
      return values;
    });
    const [first = 0, last = 0] = [glows[0], glows.at(-1)];
    expect(last / first).toBeGreaterThan(1.3);
    expect(last / first).toBeLessThan(2);
    for (const [i, value] of glows.entries()) {
      const step = value - (glows[i - 1] ?? value);
      expect(step).toBeGreaterThanOrEqual(-0.05);
      expect(step).toBeLessThan((last - first) / 4);
    }
  });
});

describe("four dishes", () => {
  test("each has its own patch, none of another table is shown, and nothing is left behind", async () => {
    const seen = await view.page.evaluate(async () => {
      const { info } = lab.renderer;
      (await lab.open()).dispose();
      const before = { ...info.memory };
      const stage = await lab.open();
      const from = lab.look([0, 0.7, 0.35], [0, 0, 0], 50);
      const colours = [
        [255, 0, 0],
        [0, 255, 0],
        [0, 0, 255],
        [255, 255, 0],
      ] as const;
      const places = [
        [-0.15, -0.1],
        [0.15, -0.1],
        [-0.15, 0.12],
        [0.15, 0.12],
      ] as const;
      const dishes = places.map(([x, z], seed) => ({ ...lab.bowl, x, z, seed }));
      const layers = dishes.map((dish, i) =>
        lab.layerOf(
          lab.dishOf(10 + i, dish, lab.whole(), from),
          lab.plain(from, lab.roiOf(dish, from), colours[i] ?? colours[0]),
        ),
      );
      const { image, now } = lab.settle(from, layers);
      lab.sheet([image]);
      const centres = dishes.map((dish) => {
        const { cx, cy } = lab.roiOf(dish, from);
        return lab.pixel(image, (cx / lab.frame.width) * lab.width, (cy / lab.frame.height) * lab.height - 8);
      });
      const times: number[] = [];
      for (let step = 0; step < 60; step++) {
        stage.setLayers(layers.map(({ dish, patch }) => lab.layerOf(dish, patch && { ...patch })));
        const startedAt = performance.now();
        stage.drawFor(from, now + step * 16, lab.around0);
        times.push(performance.now() - startedAt);
      }
      const table = { ...lab.around0.table, id: 2 };
      if (table.pose === undefined) throw new Error("no table");
      const elsewhere = {
        ...lab.around0,
        table: { ...table, pose: table.pose, source: "hit-test", anchored: false },
      } as const;
      const other = lab.glow(lab.draw(from, now + 2000, elsewhere));
      const during = { ...info.memory };
      stage.dispose();
      return { centres, before, during, after: { ...info.memory }, times, other };
    });
    await view.screenshot("space-stage-four");
    expect(seen.centres.map((centre) => centre.slice(0, 3))).toEqual([
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 0],
    ]);
    expect(seen.other).toBe(0);
    expect(seen.during.textures).toBeGreaterThan(seen.before.textures);
    expect(seen.after).toEqual(seen.before);
    console.log(
      `draw() with four dishes and a patch each frame: median ${median(seen.times).toFixed(2)}, best ${Math.min(...seen.times).toFixed(2)} ms of script`,
    );
  });
});

test("in a session with two eyes: the dishes of the room are covered, a lost context is told of, and one can enter again", async () => {
  const inside = await harness.open("space-session.html");
  await inside.page.waitForFunction(() => document.title === "ready");
  const seen = await inside.page.evaluate(async () => {
    await sessionLab.begin("quest");
    const { room } = sessionLab;
    const [first] = room.dishes;
    if (first === undefined) throw new Error("an empty table");
    const [x, y, z] = first.centre;
    room.lookAt([x, y + 0.45, z + 0.45], [x, y, z]);
    const visit = await sessionLab.enter();
    await sessionLab.play(visit, [], 3);
    const colours = [
      [230, 40, 40],
      [40, 200, 60],
      [60, 80, 240],
      [240, 220, 60],
    ] as const;
    const layers = sessionLab.layersOf(room, colours);
    const costs = await sessionLab.play(visit, layers, 40);
    const picture = await visit.opened.stage.capture(640, 480);
    const middle = sessionLab.middles(room, picture)[0];
    // Goes on until the session is ended, to be looked at.
    void sessionLab.play(visit, layers, Infinity);
    return { middle, costs, eyes: room.views.length };
  });
  await inside.screenshot("space-stage-session");
  const again = await inside.page.evaluate(async () => {
    await sessionLab.room.endSession();
    const visit = await sessionLab.enter();
    const costs = await sessionLab.play(visit, [], 3);
    visit.opened.renderer.forceContextLoss();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const lost = visit.lost.map(({ name }) => name);
    visit.opened.dispose();
    await visit.session.end();
    const third = await sessionLab.enter();
    await sessionLab.play(third, [], 3);
    third.opened.dispose();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { frames: costs.length, lost, quiet: third.lost.length };
  });
  expect(seen.eyes).toBe(2);
  expect(seen.middle).toEqual([230, 40, 40, 255]);
  expect(again).toEqual({ frames: 3, lost: ["StageLostError"], quiet: 0 });
  console.log(
    `draw() in a session, both eyes: median ${median(seen.costs).toFixed(2)}, best ${Math.min(...seen.costs).toFixed(2)} ms of script`,
  );
  // The emulated device asks the lost context for its size, and finds none.
  inside.expectNoErrors([/onDeviceFrame/]);
  await inside.close();
});
