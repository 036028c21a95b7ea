import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { GestureReader, type Gesture } from "../../../src/ui/gestures";

let gestures: Gesture[];
let reader: GestureReader;
const at = (clientX: number, clientY: number, timeStamp = 0, pointerId = 1) => ({
  pointerId,
  clientX,
  clientY,
  timeStamp,
});

beforeEach(() => {
  vi.useFakeTimers();
  gestures = [];
  reader = new GestureReader((gesture) => gestures.push(gesture));
});
afterEach(() => {
  vi.useRealTimers();
});

describe("GestureReader", () => {
  test("a short touch is a tap, even if the finger wanders a little", () => {
    reader.down(at(100, 100));
    reader.move(at(106, 95));
    reader.up(at(107, 94, 120));
    expect(gestures).toEqual([{ kind: "tap", x: 107, y: 94 }]);
  });

  test("to the left comes the next dish, to the right the one before", () => {
    reader.down(at(200, 100));
    reader.move(at(120, 104));
    reader.up(at(120, 104, 200));
    reader.down(at(100, 100, 300));
    reader.up(at(180, 90, 500));
    expect(gestures).toEqual([
      { kind: "swipe", by: 1 },
      { kind: "swipe", by: -1 },
    ]);
  });

  test("slow, short, steep and cancelled strokes are nothing", () => {
    for (const [x, y, time] of [
      [120, 100, 900],
      [170, 100, 100],
      [130, 190, 100],
    ] as const) {
      reader.down(at(200, 100));
      reader.move(at(x, y));
      reader.up(at(x, y, time));
    }
    reader.down(at(200, 100));
    reader.cancel(at(200, 100));
    vi.advanceTimersByTime(1000);
    expect(gestures).toEqual([]);
  });

  test("holding still shows the original until the finger leaves", () => {
    reader.down(at(100, 100));
    vi.advanceTimersByTime(400);
    reader.move(at(180, 100));
    reader.up(at(180, 100, 900));
    expect(gestures).toEqual([
      { kind: "hold", held: true },
      { kind: "hold", held: false },
    ]);
  });

  test("a second finger is ignored", () => {
    reader.down(at(100, 100));
    reader.down(at(300, 100, 10, 2));
    reader.up(at(300, 100, 20, 2));
    reader.up(at(100, 100, 30));
    expect(gestures).toEqual([{ kind: "tap", x: 100, y: 100 }]);
  });

  test("a hold that is cancelled ends too", () => {
    reader.down(at(100, 100));
    vi.advanceTimersByTime(400);
    reader.cancel(at(100, 100));
    expect(gestures.at(-1)).toEqual({ kind: "hold", held: false });
  });
});
