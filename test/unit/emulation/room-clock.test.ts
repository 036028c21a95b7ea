import { afterEach, describe, expect, test } from "vitest";
import { DroppedFrames, RoomClock } from "../../../src/emulation/browser/room-clock";

const usual = performance.now.bind(performance);
afterEach(() => {
  performance.now = usual;
});

describe("the room's clock", () => {
  test("stands still for the whole page while it is paused, and moves by steps", () => {
    const clock = new RoomClock();
    clock.pause();
    const then = performance.now();
    const until = usual() + 5;
    while (usual() < until);
    expect(performance.now()).toBe(then);
    clock.advance(40);
    expect(performance.now()).toBe(then + 40);
    expect(clock.now()).toBe(then + 40);
  });

  test("goes on with real time, and never backwards after long steps", () => {
    const clock = new RoomClock();
    clock.pause();
    clock.advance(10_000);
    const ahead = clock.now();
    clock.resume();
    expect(performance.now()).toBeGreaterThanOrEqual(ahead);
    expect(clock.paused).toBe(false);
  });

  test("cannot be moved while it runs, or backwards", () => {
    const clock = new RoomClock();
    expect(() => clock.advance(1)).toThrow("pause()");
    clock.pause();
    expect(() => clock.advance(-1)).toThrow(RangeError);
  });
});

test("frames are dropped at the share that was asked for, the same ones each time", () => {
  const frames = new DroppedFrames();
  const record = () => {
    frames.set(0.2);
    return Array.from({ length: 1000 }, () => frames.next());
  };
  const first = record();
  expect(first.filter(Boolean).length).toBeGreaterThan(150);
  expect(first.filter(Boolean).length).toBeLessThan(250);
  expect(record()).toEqual(first);
  expect(() => frames.set(1)).toThrow(RangeError);
});
