import { describe, expect, test } from "vitest";
import { QualityControl } from "../../../src/session/quality";

/** Feeds translations of a machine that takes `msAt256` at 256 pixels, back to back, for `seconds`. */
const run = (control: QualityControl, msAt256: number, seconds: number, from = 0): { now: number; changes: number } => {
  let now = from;
  let changes = 0;
  while (now < from + seconds * 1000) {
    const ms = msAt256 * (control.size / 256) ** 2;
    now += ms + control.restMs;
    if (control.record(ms, now)) changes += 1;
  }
  return { now, changes };
};

describe("QualityControl", () => {
  test("a slow machine goes down until it is fast enough, and stays there", () => {
    const control = new QualityControl({ start: 256 });
    const { now } = run(control, 400, 60);
    expect(control.size).toBe(128);
    expect(run(control, 400, 600, now).changes).toBe(0);
  });

  test("a fast machine goes up from where it begins", () => {
    const control = new QualityControl({ start: 128 });
    run(control, 20, 60);
    expect(control.size).toBe(256);
  });

  test("a machine between two sizes does not swing: it tries again more and more rarely", () => {
    const control = new QualityControl({ start: 128 });
    // Each larger size looks affordable from below, and is not.
    let now = 0;
    let changes = 0;
    for (; now < 3_600_000;) {
      const ms = control.size === 128 ? 25 : 200;
      now += ms;
      if (control.record(ms, now)) changes += 1;
    }
    expect(changes).toBeLessThan(40);
  });

  test("even the smallest size too slow: the lens rests between translations", () => {
    const control = new QualityControl({ start: 128 });
    run(control, 2000, 120);
    expect(control.size).toBe(96);
    expect(control.restMs).toBeGreaterThan(0);
  });

  test("one slow translation changes nothing", () => {
    const control = new QualityControl({ start: 192 });
    for (let count = 0; count < 30; count += 1) control.record(75, count * 75);
    expect(control.record(900, 4000)).toBe(false);
    expect(control.size).toBe(192);
  });

  test("a fixed size stays, whatever happens", () => {
    const control = new QualityControl({ start: 128, fixed: 160 });
    run(control, 4000, 60);
    control.setPressure(true, 61_000);
    expect(control.tooLarge(62_000)).toBe(false);
    expect(control.size).toBe(160);
    expect(control.restMs).toBe(0);
  });

  test("takes the nearest sizes at which the generator can run, each once", () => {
    const sizes: number[] = [];
    const control = new QualityControl({ start: 256, fitSize: (wanted) => Math.ceil(wanted / 128 - 0.5) * 128 });
    for (let count = 0; count < 4; count += 1) {
      sizes.push(control.size);
      control.tooLarge(count);
    }
    expect([...new Set(sizes)]).toEqual([256, 128]);
    expect(new QualityControl({ start: 128, fixed: 200, fitSize: () => 64 }).size).toBe(64);
    const single = new QualityControl({ start: 128, fitSize: () => 112 });
    run(single, 2000, 120);
    expect(single.size).toBe(112);
    expect(single.restMs).toBeGreaterThan(0);
  });

  test("pressure takes one step down and holds while it lasts", () => {
    const control = new QualityControl({ start: 256 });
    expect(control.setPressure(true, 0)).toBe(true);
    expect(control.size).toBe(192);
    const { now } = run(control, 20, 120);
    expect(control.size).toBe(192);
    control.setPressure(false, now);
    run(control, 20, 120, now);
    expect(control.size).toBe(256);
  });

  test("too little memory takes the next smaller size at once, until there is none", () => {
    const control = new QualityControl({ start: 128 });
    expect(control.tooLarge(0)).toBe(true);
    expect(control.size).toBe(96);
  });

  test("a headset's frames come first: a step every two seconds while they are too few, and no growth", () => {
    const quality = new QualityControl({ start: 256 });
    const seconds = (fps: number, count: number) => {
      for (let second = 0; second < count; second += 1) quality.recordRate(fps, 72, second * 1000);
    };
    seconds(71, 10);
    expect(quality.size).toBe(256);
    seconds(60, 1);
    seconds(72, 1);
    seconds(60, 1);
    expect(quality.size).toBe(256);
    seconds(60, 1);
    expect(quality.size).toBe(192);
    seconds(60, 20);
    expect([quality.size, quality.restMs]).toEqual([96, 80]);
  });

  test("a fixed size holds in a headset; the rest between translations makes room", () => {
    const quality = new QualityControl({ start: 256, fixed: 192 });
    for (let second = 0; second < 10; second += 1) quality.recordRate(40, 90, second * 1000);
    expect([quality.size, quality.restMs]).toEqual([192, 80]);
  });
});
