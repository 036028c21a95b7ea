import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { startSteadyClock, startVideoClock } from "../../../src/capture/frame-clock";
import { FakePage, FakeVideo } from "./fakes";

type Ticks = [timestamp: number, sequence: number][];

function videoClock(video = new FakeVideo()) {
  const page = new FakePage();
  const ticks: Ticks = [];
  const stop = startVideoClock(video, (...tick) => ticks.push(tick), page);
  return { page, video, ticks, stop };
}

describe("startVideoClock", () => {
  it("ticks once for each frame with its capture time and a sequence from 0", () => {
    const { page, video, ticks } = videoClock();
    page.time = 100;
    video.present({ presentationTime: 98, captureTime: 90 });
    page.time = 130;
    video.present({ presentationTime: 128, captureTime: 123 });
    expect(ticks).toEqual([
      [90, 0],
      [123, 1],
    ]);
  });

  it("takes the presentation time, then now, where the capture time is absent or unbelievable", () => {
    const { page, video, ticks } = videoClock();
    page.time = 5000;
    video.present({ presentationTime: 4990 });
    page.time = 5033;
    video.present({ presentationTime: 5030, captureTime: 12 });
    page.time = 5066;
    video.present({ presentationTime: 5060, captureTime: 9_000_000 });
    expect(ticks.map(([timestamp]) => timestamp)).toEqual([4990, 5033, 5066]);
  });

  it("never goes back in time", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ step: fc.nat(200), lag: fc.integer({ min: -500, max: 3000 }) })), (frames) => {
        const { page, video, ticks } = videoClock();
        for (const { step, lag } of frames) {
          page.time += step;
          video.present({ presentationTime: page.time, captureTime: page.time - lag });
        }
        expect(ticks.map(([, sequence]) => sequence)).toEqual(frames.map((_, index) => index));
        const times = ticks.map(([timestamp]) => timestamp);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(Math.max(0, ...times)).toBeLessThanOrEqual(page.time);
      }),
    );
  });

  it("asks for one frame at a time, and for the next one though a stage throws", () => {
    const page = new FakePage();
    const video = new FakeVideo();
    let calls = 0;
    startVideoClock(
      video,
      () => {
        calls++;
        throw new Error("a stage failed");
      },
      page,
    );
    expect(() => video.present({ presentationTime: 0 })).toThrow("a stage failed");
    expect(video.waiting).toBe(1);
    expect(() => video.present({ presentationTime: 0 })).toThrow("a stage failed");
    expect(calls).toBe(2);
  });

  it("stands still while the page is hidden and counts on afterwards", () => {
    const { page, video, ticks, stop } = videoClock();
    video.present({ presentationTime: 0 });
    page.setHidden(true);
    expect(video.waiting).toBe(0);
    page.setHidden(false);
    page.setHidden(false);
    expect(video.waiting).toBe(1);
    video.present({ presentationTime: 0 });
    expect(ticks.map(([, sequence]) => sequence)).toEqual([0, 1]);
    stop();
    expect(video.waiting).toBe(0);
    page.setHidden(true);
    page.setHidden(false);
    expect(video.waiting).toBe(0);
  });

  it("looks at display rate where the callback is missing, and skips pictures that have not changed", () => {
    const page = new FakePage();
    const ticks: Ticks = [];
    const video = { currentTime: 0, readyState: 1 };
    const stop = startVideoClock(video, (...tick) => ticks.push(tick), page);
    page.displayFrame(16);
    expect(ticks).toEqual([]);
    video.readyState = 2;
    page.displayFrame(33);
    page.displayFrame(50);
    video.currentTime = 0.04;
    page.displayFrame(66);
    expect(ticks).toEqual([
      [33, 0],
      [66, 1],
    ]);
    stop();
    expect(page.waiting).toBe(0);
  });
});

function run(rate: number, displayTimes: readonly number[]): Ticks {
  const page = new FakePage();
  const ticks: Ticks = [];
  const stop = startSteadyClock(rate, (...tick) => ticks.push(tick), page);
  for (const time of displayTimes) page.displayFrame(time);
  stop();
  return ticks;
}

describe("startSteadyClock", () => {
  it("ticks at the first display frame and keeps its rate on a display that jitters", () => {
    const jitter = [0, 2, -2, 1, -1, 3, -3, 0];
    const times = Array.from({ length: 600 }, (_, index) => 1000 + (index * 1000) / 60 + (jitter[index % 8] ?? 0));
    const ticks = run(30, times);
    expect(ticks[0]).toEqual([1000, 0]);
    expect(ticks.length).toBeGreaterThanOrEqual(298);
    expect(ticks.length).toBeLessThanOrEqual(302);
  });

  it("does not hurry after a pause", () => {
    const ticks = run(4, [0, 10_000, 10_016, 10_033, 10_250]);
    expect(ticks.map(([timestamp]) => timestamp)).toEqual([0, 10_000, 10_250]);
  });
});
