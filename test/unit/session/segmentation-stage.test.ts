import { beforeEach, describe, expect, test } from "vitest";
import { SampleWindow } from "../../../src/net/meters";
import { SegmentationStage } from "../../../src/session/segmentation-stage";
import { DishTracker } from "../../../src/net/dish/tracker";
import type { Dish, Mask, Segmenter } from "../../../src/segmentation/types";
import type { Frame } from "../../../src/capture/types";
import { frameOf, namedError, pending, settle, TestClock, type Pending } from "./fakes";

/** A round dish in the middle of a mask. */
const discMask = (side = 64): Mask => {
  const data = new Uint8Array(side * side);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      if (Math.hypot(x - side / 2, y - side / 2) < side / 4) data[y * side + x] = 255;
    }
  }
  return { width: side, height: side, data };
};

class TestSegmenter implements Segmenter {
  readonly frames: Frame[] = [];
  disposed = false;
  waiting: Pending<Mask | null> | null = null;
  segment(frame: Frame): Promise<Mask | null> {
    this.frames.push(frame);
    this.waiting = pending();
    return this.waiting.promise;
  }
  async answer(mask: Mask | null): Promise<void> {
    this.waiting?.resolve(mask);
    await settle();
  }
  dispose(): void {
    this.disposed = true;
  }
}

let clock: TestClock;
let segmenter: TestSegmenter;
let seen: (readonly Dish[])[];
let errors: Error[];
let stage: SegmentationStage;

beforeEach(() => {
  clock = new TestClock();
  segmenter = new TestSegmenter();
  seen = [];
  errors = [];
  stage = new SegmentationStage(segmenter, new DishTracker(), clock, new SampleWindow(), {
    onDishes: (dishes) => seen.push(dishes),
    onError: (error) => errors.push(error),
  });
});

describe("SegmentationStage", () => {
  test("one at a time and at most ten a second", async () => {
    for (let sequence = 0; sequence < 100; sequence += 1) {
      stage.offer(frameOf(sequence, clock.now()));
      if (segmenter.waiting !== null) await segmenter.answer(discMask());
      await clock.pass(10);
    }
    expect(segmenter.frames.length).toBeGreaterThanOrEqual(9);
    expect(segmenter.frames.length).toBeLessThanOrEqual(11);
  });

  test("frames that come while one is under way are dropped", async () => {
    stage.offer(frameOf(0));
    await clock.pass(500);
    stage.offer(frameOf(1));
    expect(segmenter.frames.map(({ sequence }) => sequence)).toEqual([0]);
    await segmenter.answer(discMask());
    stage.offer(frameOf(2, 500));
    expect(segmenter.frames.map(({ sequence }) => sequence)).toEqual([0, 2]);
  });

  test("a still is segmented once, its dish is believed at the second delivery, and then nothing more is done", async () => {
    stage.offer(frameOf(0, 0));
    await segmenter.answer(discMask());
    for (let delivery = 1; delivery < 8; delivery += 1) {
      await clock.pass(250);
      stage.offer(frameOf(0, 250 * delivery));
    }
    expect(segmenter.frames).toHaveLength(1);
    expect(seen).toHaveLength(2);
    expect(seen.at(-1)).toHaveLength(1);
  });

  test("a mask of the source before is not taken for one of this", async () => {
    stage.offer(frameOf(0));
    stage.reset();
    await segmenter.answer(discMask());
    expect(seen).toEqual([]);
    stage.offer(frameOf(0));
    expect(segmenter.frames).toHaveLength(2);
  });

  test("failures are told; the next frame is taken", async () => {
    stage.offer(frameOf(0));
    segmenter.waiting?.reject(namedError("SegmenterRunError"));
    await settle();
    expect(errors.map(({ name }) => name)).toEqual(["SegmenterRunError"]);
    await clock.pass(100);
    stage.offer(frameOf(1));
    expect(segmenter.frames).toHaveLength(2);
  });

  test("a skipped frame (null) changes nothing", async () => {
    stage.offer(frameOf(0));
    await segmenter.answer(null);
    expect(seen).toEqual([]);
    await clock.pass(100);
    stage.offer(frameOf(0));
    expect(segmenter.frames).toHaveLength(2);
  });
});
