import { beforeEach, describe, expect, test } from "vitest";
import { DomainRound, type RoundPicture } from "../../../src/session/domain-round";
import type { Frame } from "../../../src/capture/types";
import type { Dish } from "../../../src/segmentation/types";
import type { TranslationRequest } from "../../../src/translator/types";
import { dishOf, frameOf, namedError, settle, TestClock } from "./fakes";

let clock: TestClock;
let frame: Frame | null;
let dish: Dish | null;
let size: number;
/** What a translation takes, ms. */
let costMs: number;
let failure: Error | null;
let requests: TranslationRequest[];
let pictures: RoundPicture[];
let closed: number;
let round: DomainRound;

beforeEach(() => {
  clock = new TestClock();
  frame = frameOf(0);
  dish = dishOf(1);
  size = 128;
  costMs = 0;
  failure = null;
  requests = [];
  pictures = [];
  closed = 0;
  round = new DomainRound({
    clock,
    frame: () => frame,
    dish: () => dish,
    domains: () => ["a", "b", "c"],
    size: () => size,
    translate: (request) => {
      requests.push(request);
      if (failure !== null) return Promise.reject(failure);
      const patch = { data: new Uint8ClampedArray(4), size: request.size };
      if (costMs === 0) return Promise.resolve(patch);
      return new Promise((resolve) => clock.after(costMs, () => resolve(patch)));
    },
    crop: () => Promise.resolve({ width: 1, height: 1, close: () => (closed += 1) }),
    onPicture: (picture) => pictures.push(picture),
  });
});

const names = () => pictures.map((picture) => (picture.kind === "domain" ? picture.domain : "original"));

describe("DomainRound", () => {
  test("the original, then each domain alone, from the dish's region; a still then rests", async () => {
    round.start();
    await clock.pass(2000);
    expect(names()).toEqual(["original", "a", "b", "c"]);
    expect(requests.map(({ domains }) => [...domains])).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(requests[0]).toMatchObject({ roi: { cx: 320, cy: 240, size: 200 }, size: 128 });
  });

  test("goes round as the source goes on, at twenty a second at most", async () => {
    round.start();
    for (let sequence = 1; sequence <= 60; sequence += 1) {
      frame = frameOf(sequence);
      await clock.pass(30);
    }
    expect(names().slice(0, 6)).toEqual(["original", "a", "b", "c", "original", "a"]);
    expect(pictures.length).toBeGreaterThan(27);
    expect(pictures.length).toBeLessThanOrEqual(37);
    expect(requests.at(-1)?.frame.sequence).toBeGreaterThan(55);
  });

  test("a slow translator sets the pace, and has a rest", async () => {
    costMs = 200;
    round.start();
    for (let sequence = 1; sequence <= 100; sequence += 1) {
      frame = frameOf(sequence);
      await clock.pass(30);
    }
    // 3 s of 200 ms and a quarter of that each, and of the original's 50 now and then.
    expect(requests.length).toBeGreaterThanOrEqual(10);
    expect(requests.length).toBeLessThanOrEqual(13);
  });

  test("another dish, a dish that moved and another size are done anew", async () => {
    round.start();
    await clock.pass(2000);
    dish = dishOf(2, 100);
    await clock.pass(2000);
    expect(requests.slice(3).map(({ roi }) => roi.cx)).toEqual([100, 100, 100]);
    size = 96;
    await clock.pass(2000);
    expect(requests.slice(6).map((request) => request.size)).toEqual([96, 96, 96]);
    dish = dishOf(2, 101);
    await clock.pass(2000);
    expect(requests).toHaveLength(9);
  });

  test("waits while there is no dish or no frame, and goes on after a failure", async () => {
    dish = null;
    round.start();
    await clock.pass(1000);
    dish = dishOf(1);
    frame = null;
    await clock.pass(1000);
    expect(pictures).toEqual([]);
    frame = frameOf(3);
    failure = namedError("FrameGoneError");
    await clock.pass(1000);
    expect(names()).toEqual(["original"]);
    failure = null;
    await clock.pass(3000);
    expect(new Set(names())).toEqual(new Set(["original", "a", "b", "c"]));
  });

  test("ended, it hands nothing over any more, and frees what came too late", async () => {
    round.start();
    round.end();
    await settle();
    expect([pictures.length, closed]).toEqual([0, 1]);
    await clock.pass(2000);
    expect(requests).toEqual([]);
  });
});
