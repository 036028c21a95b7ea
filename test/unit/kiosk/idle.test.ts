import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { presenceAt, type Presence } from "../../../src/kiosk/idle/idle";
import { IdleWatch } from "../../../src/kiosk/idle/idle-watch";
import { changedShare, greyOf } from "../../../src/kiosk/idle/motion";
import { TestClock } from "../session/fakes";

const limits = { seconds: 60, warnSeconds: 10, motionSeconds: 120 };

describe("presence", () => {
  test.each([
    [0, "present"],
    [49, "present"],
    [50, "warning"],
    [59.9, "warning"],
    [60, "gone"],
  ])("after %d seconds without a sign: %s", (seconds, kind) => {
    expect(presenceAt(seconds * 1000, { inputAt: 0, motionAt: Number.NEGATIVE_INFINITY }, limits).kind).toBe(kind);
  });

  test("motion keeps a visit up, but not for ever", () => {
    expect(presenceAt(100_000, { inputAt: 0, motionAt: 95_000 }, limits).kind).toBe("present");
    expect(presenceAt(170_000, { inputAt: 0, motionAt: 169_000 }, limits).kind).toBe("warning");
    expect(presenceAt(180_000, { inputAt: 0, motionAt: 179_000 }, limits).kind).toBe("gone");
  });

  test("a later sign never ends a visit sooner", () => {
    const rank = { present: 2, warning: 1, gone: 0 };
    const time = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(time, time, time, fc.boolean(), (now, at, later, isInput) => {
        const signs = { inputAt: at, motionAt: at };
        const more = isInput ? { ...signs, inputAt: at + later } : { ...signs, motionAt: at + later };
        expect(rank[presenceAt(now, more, limits).kind]).toBeGreaterThanOrEqual(
          rank[presenceAt(now, signs, limits).kind],
        );
      }),
    );
  });

  test("is told once a change: the seconds of the warning, taken back by a touch, then the end", async () => {
    const clock = new TestClock();
    const told: Presence[] = [];
    const watch = new IdleWatch(clock, { limits: () => limits, onChange: (presence) => told.push(presence) });
    watch.start();
    await clock.pass(52_000, 100);
    expect(told).toEqual([
      { kind: "warning", secondsLeft: 10 },
      { kind: "warning", secondsLeft: 9 },
      { kind: "warning", secondsLeft: 8 },
    ]);
    watch.touched();
    expect(told.at(-1)).toEqual({ kind: "present" });
    await clock.pass(49_000, 100);
    watch.moved();
    await clock.pass(49_000, 100);
    expect(told).toHaveLength(4);
    await clock.pass(12_000, 100);
    expect(told.at(-1)).toEqual({ kind: "gone" });
    watch.stop();
    const { length } = told;
    await clock.pass(100_000, 100);
    expect(told).toHaveLength(length);
  });
});

describe("motion", () => {
  const picture = (paint: (index: number) => number) => Uint8Array.from({ length: 768 }, (_, index) => paint(index));

  test("is the share of the picture that changed", () => {
    const table = picture((index) => (index * 7) % 200);
    const hand = picture((index) => (index < 96 ? 230 : (index * 7) % 200));
    expect(changedShare(table, table)).toBe(0);
    expect(changedShare(table, hand)).toBeGreaterThan(0.1);
    expect(changedShare(table, hand)).toBeLessThanOrEqual(96 / 768);
  });

  test("is neither a lamp nor the camera's exposure nor noise", () => {
    const table = picture((index) => (index * 7) % 200);
    expect(
      changedShare(
        table,
        picture((index) => ((index * 7) % 200) + 40),
      ),
    ).toBe(0);
    expect(
      changedShare(
        table,
        picture((index) => ((index * 7) % 200) + (index % 9)),
      ),
    ).toBe(0);
  });

  test("is measured on brightness", () => {
    expect([...greyOf(Uint8ClampedArray.from([255, 255, 255, 255, 0, 0, 0, 255, 0, 255, 0, 255]))]).toEqual([
      255, 0, 149,
    ]);
  });
});
