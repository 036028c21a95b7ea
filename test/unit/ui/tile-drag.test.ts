import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { TileDrag } from "../../../src/ui/components/dish-strip/tile-drag";

let events: string[];
let drag: TileDrag;

beforeEach(() => {
  vi.useFakeTimers();
  events = [];
  drag = new TileDrag({
    onStart: (tile) => events.push(`start ${tile}`),
    onMove: (x, y) => events.push(`move ${x} ${y}`),
    onDrop: (x, y) => events.push(`drop ${x} ${y}`),
    onCancel: () => events.push("cancel"),
  });
});
afterEach(() => vi.useRealTimers());

const finger = (clientX: number, clientY: number, pointerId = 1) => ({
  pointerId,
  pointerType: "touch",
  clientX,
  clientY,
});
const mouse = (clientX: number, clientY: number) => ({ pointerId: 9, pointerType: "mouse", clientX, clientY });

describe("TileDrag", () => {
  test("a mouse drags once it moves; a click is none", () => {
    drag.down(mouse(10, 10), "ramen", "across");
    drag.move(mouse(12, 10));
    drag.up(mouse(12, 10));
    expect(events).toEqual([]);
    drag.down(mouse(10, 10), "ramen", "across");
    drag.move(mouse(30, 10));
    drag.move(mouse(60, 12));
    drag.up(mouse(60, 12));
    expect(events).toEqual(["start ramen", "move 30 10", "move 60 12", "drop 60 12"]);
  });

  test("a finger that moves along scrolls, and the browser takes it", () => {
    drag.down(finger(100, 10), "ramen", "across");
    for (const x of [90, 70, 40]) drag.move(finger(x, 12));
    vi.advanceTimersByTime(1000);
    drag.cancel();
    expect(events).toEqual([]);
  });

  test("a finger that rests drags, in any direction", () => {
    drag.down(finger(100, 10), "ramen", "across");
    drag.move(finger(103, 12));
    vi.advanceTimersByTime(400);
    drag.move(finger(40, 12));
    expect(events).toEqual(["start ramen", "move 103 12", "move 40 12"]);
  });

  test.each([
    ["across", finger(104, 40), true],
    ["across", finger(160, 40), false],
    ["down", finger(140, 14), true],
    ["down", finger(104, 60), false],
  ] as const)("of a strip that scrolls %s, pulled to %o: %s", (scrolls, to, starts) => {
    drag.down(finger(100, 10), "ramen", scrolls);
    drag.move(to);
    expect(drag.dragging).toBe(starts);
  });

  test("a second finger is nobody's, and a cancelled drag drops nothing", () => {
    drag.down(finger(100, 10), "ramen", "across");
    drag.down(finger(200, 10, 2), "tom_yum", "across");
    drag.move(finger(200, 90, 2));
    expect(events).toEqual([]);
    drag.move(finger(100, 50));
    drag.up(finger(200, 90, 2));
    drag.cancel();
    drag.up(finger(100, 50));
    expect(events).toEqual(["start ramen", "move 100 50", "cancel"]);
  });
});
