import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startHarness, type Harness, type View } from "./harness";

let harness: Harness;
let view: View;

beforeAll(async () => {
  harness = await startHarness({ serve: "pages" });
  view = await harness.open("keep.html");
  await view.page.waitForFunction(() => "keepPage" in globalThis);
});
afterAll(async () => {
  // Chromium says so of a frame that a worker still had, or was being sent, when a cancelled recording ended it.
  view?.expectNoErrors([/A VideoFrame was garbage collected/]);
  await harness?.close();
});

const near = (colour: readonly number[] | undefined, red: number, green: number, blue: number, by = 12) => {
  for (const [channel, value] of [red, green, blue].entries()) {
    expect(Math.abs((colour?.[channel] ?? Number.NaN) - value)).toBeLessThanOrEqual(by);
  }
};

describe("a photograph", () => {
  test("shows the dish translated, the rest as it was, and both side by side", async () => {
    const taken = await view.page.evaluate(() => keepPage.photograph({}));
    expect(taken.failed).toBeUndefined();
    expect(taken.steps).toEqual(["taking", "finding", "translating", "finishing"]);
    expect(taken).toMatchObject({ size: 512, domains: ["ramen"], sizes: [512], types: Array(3).fill("image/jpeg") });
    expect(taken.translated).toMatchObject({ width: 640, height: 480 });
    near(taken.translated?.left, 40, 160, 60);
    near(taken.translated?.right, 40, 60, 160);
    near(taken.original?.centre, 150, 150, 150);
    // Red, in the light of the scene.
    const [red = 0, green = 0, blue = 0] = taken.translated?.centre ?? [];
    expect(red).toBeGreaterThan(2 * Math.max(green, blue));
    expect(taken.pair?.width).toBeGreaterThan(1280);
    near(taken.pair?.left, 40, 160, 60);
    near(taken.pair?.right, 40, 60, 160);
  });

  test("has the pixels of the camera's photo, cut to what the live view shows", async () => {
    const taken = await view.page.evaluate(() => keepPage.photograph({ photo: [1600, 1600, 1200], mirrored: true }));
    expect(taken.translated).toMatchObject({ width: 1600, height: 1200 });
    near(taken.translated?.left, 40, 60, 160);
    near(taken.original?.left, 40, 60, 160);
    near(taken.original?.right, 40, 160, 60);
  });

  test("is the stream's picture where the camera's photo shows another part of the scene", async () => {
    const taken = await view.page.evaluate(() => keepPage.photograph({ photo: [1600, 1200, 1200], elsewhere: true }));
    expect(taken.translated).toMatchObject({ width: 640, height: 480 });
  });

  test("is translated at a smaller size where memory or time do not suffice", async () => {
    const memory = await view.page.evaluate(() => keepPage.photograph({ largest: 256 }));
    expect(memory).toMatchObject({ sizes: [512, 384, 256], size: 256 });
    const time = await view.page.evaluate(() => keepPage.photograph({ pace: 3000 }));
    expect(time).toMatchObject({ sizes: [192], size: 192 });
    const none = await view.page.evaluate(() => keepPage.photograph({ largest: 32 }));
    expect(none).toMatchObject({ failed: "OutOfMemoryError", sizes: [512, 384, 256, 192, 128, 96] });
  });

  test("is as strong as the live view, and steams as it does", async () => {
    const dry = await view.page.evaluate(() => keepPage.photograph({}));
    const steaming = await view.page.evaluate(() => keepPage.photograph({ steam: 1 }));
    const [, dryGreen = 255] = dry.translated?.centre ?? [];
    const [, steamingGreen = 0] = steaming.translated?.centre ?? [];
    expect(steamingGreen).toBeGreaterThan(dryGreen + 15);
    near(steaming.translated?.left, 40, 160, 60);
    near(steaming.original?.centre, 150, 150, 150);
    const weak = await view.page.evaluate(() => keepPage.photograph({ strength: 0, steam: 1 }));
    near(weak.translated?.centre, 150, 150, 150);
  });

  test("can be called off at every step", async () => {
    for (const step of ["taking", "finding", "translating", "finishing"] as const) {
      const taken = await view.page.evaluate((cancelAt) => keepPage.photograph({ cancelAt }), step);
      expect(taken.failed).toBe("AbortError");
      expect(taken.steps.at(-1)).toBe(step);
    }
  });
});

describe("a recording", () => {
  test.each(["2d", "webgl2"] as const)(
    "of a %s canvas has its pictures at an even rate, and its length",
    async (type) => {
      const video = await view.page.evaluate(
        (wish) => keepPage.record({ limitMs: 60_000, drawings: 20, end: "stop", type: wish }),
        type,
      );
      expect(video.failed).toBeUndefined();
      expect(video).toMatchObject({ endedBy: "stopped", width: 160, height: 120 });
      const { film, seconds = 0 } = video;
      if (film === undefined) throw new Error("There is no film.");
      console.log(`recorded ${film.codec} in ${video.type}, ${seconds.toFixed(2)} s, ${film.times.length} pictures`);
      expect(film).toMatchObject({ width: 160, height: 120 });
      expect(Math.abs(film.seconds - seconds)).toBeLessThanOrEqual(0.1);
      // Thirty a second without a gap, from the first on.
      film.times.forEach((time, index) => expect(time).toBeCloseTo(index / 30, 2));
      expect(film.times.length).toBeGreaterThan(seconds * 30 - 3);
      // From black to red.
      near(film.centres[0], 0, 0, 0, 20);
      near(film.centres.at(-1), 255, 0, 0, 25);
    },
  );

  test("of a still picture lasts as long as it was recorded, up to its limit", async () => {
    const video = await view.page.evaluate(() => keepPage.record({ limitMs: 700, drawings: 0 }));
    expect(video).toMatchObject({ endedBy: "limit" });
    expect(video.seconds).toBeGreaterThanOrEqual(0.7);
    expect(Math.abs((video.film?.seconds ?? 0) - (video.seconds ?? 0))).toBeLessThanOrEqual(0.1);
  });

  test("ends when the page is hidden, and keeps what there is", async () => {
    const video = await view.page.evaluate(() => keepPage.record({ limitMs: 60_000, drawings: 8, end: "hide" }));
    expect(video).toMatchObject({ endedBy: "hidden" });
    expect(video.film?.times.length).toBeGreaterThan(5);
  });

  test("goes on through another source's size", async () => {
    const video = await view.page.evaluate(() =>
      keepPage.record({ limitMs: 60_000, drawings: 16, end: "stop", resize: true }),
    );
    expect(video.film).toMatchObject({ width: 160, height: 120 });
    near(video.film?.centres.at(-1), 255, 0, 0, 25);
  });

  test("that is called off leaves nothing", async () => {
    const video = await view.page.evaluate(() => keepPage.record({ limitMs: 60_000, drawings: 3, end: "cancel" }));
    expect(video).toEqual({ failed: "AbortError" });
  });

  test("is the browser's own where there are no encoders", async () => {
    const video = await view.page.evaluate(() =>
      keepPage.record({ limitMs: 60_000, drawings: 30, end: "stop", withoutWebCodecs: true }),
    );
    expect(video).toMatchObject({ endedBy: "stopped", width: 320, height: 240 });
    expect(video.played).toMatchObject({ width: 320, height: 240 });
  });
});

describe("a whole video", () => {
  test("is translated picture by picture, with its sound as it was", async () => {
    const made = await view.page.evaluate(() => keepPage.film({ frames: 12, sound: true }));
    expect(made.failed).toBeUndefined();
    const { film } = made;
    if (film === undefined) throw new Error("There is no film.");
    console.log(`film: ${film.codec}, ${film.times.length} pictures, ${made.soundPackets} packets of sound`);
    expect(made.facts).toMatchObject({ width: 160, height: 120, sound: "kept", domains: ["ramen"] });
    expect(made).toMatchObject({ translations: 12, soundIsTheSame: true, held: [1, 0] });
    expect(film.times).toHaveLength(12);
    film.times.forEach((time, index) => expect(time).toBeCloseTo(index / 12, 2));
    expect(film.seconds).toBeCloseTo(1, 1);
    // The dish in every picture, the first one included; the table as it was.
    for (const [red = 0, green = 0, blue = 0] of film.centres) expect(red).toBeGreaterThan(2 * Math.max(green, blue));
    for (const edge of film.edges) near(edge, 40, 160, 60, 25);
    expect(made.shares?.[0]).toBe(0);
    expect(made.shares?.at(-1)).toBeGreaterThan(0.9);
    expect(made.previews).toBeGreaterThan(0);
  });

  test("can be called off, and gives the live view back", async () => {
    const made = await view.page.evaluate(() => keepPage.film({ frames: 60, cancelAfter: 0.2 }));
    expect(made).toEqual({ failed: "AbortError", held: [1, 0] });
  });

  test("that cannot be read is refused by name", async () => {
    const made = await view.page.evaluate(() => keepPage.film({ frames: 2, broken: true }));
    expect(made).toEqual({ failed: "FilmUnreadableError", held: [0, 0] });
  });
});
