import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createSurroundings } from "../../../../src/immersive/surroundings";
import type { Surroundings } from "../../../../src/immersive/types";
import { type FakeFeatures, FakeRay, FakeRoom, FakeTransform } from "./fake-room";

beforeEach(() => {
  vi.stubGlobal("XRRay", FakeRay);
  vi.stubGlobal("XRRigidTransform", FakeTransform);
});
afterEach(() => vi.unstubAllGlobals());

interface Opened {
  readonly room: FakeRoom;
  readonly around: Surroundings;
  /** Frames of so many ms, with a mask five times a second. */
  live(ms: number, sees?: boolean): Promise<void>;
}

async function open(features: FakeFeatures): Promise<Opened> {
  const room = new FakeRoom(features);
  const around = createSurroundings({ session: room.session });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  await settle();
  let seenAt = Number.NEGATIVE_INFINITY;
  const live = async (ms: number, sees = true) => {
    const end = room.now + ms;
    while (room.now < end) {
      around.update(room.moment());
      if (sees && room.now - seenAt >= 200) {
        seenAt = room.now;
        around.sighted(room.sightings(around.table));
      }
    }
    await settle();
  };
  return { room, around, live };
}

const heightOf = ({ around }: Opened) => around.table?.pose[13] ?? NaN;

describe("the table", () => {
  test("is what the rays hit where a dish stands, and table space begins under it", async () => {
    const opened = await open({ hitTest: true });
    await opened.live(200);
    expect(opened.around.table).toBeNull();
    await opened.live(1000);
    expect(opened.around.table).toMatchObject({ id: 1, source: "hit-test", anchored: false });
    expect(heightOf(opened)).toBeCloseTo(0.72, 3);
    expect(opened.around.table?.pose[12]).toBeCloseTo(0, 2);
    expect(opened.around.table?.pose[14]).toBeCloseTo(-0.5, 2);
  });

  test("is not looked for where no dish is seen, and the floor beside it is none", async () => {
    const opened = await open({ hitTest: true, depth: true });
    await opened.live(3000, false);
    expect(opened.around.table).toBeNull();
    // A table hardly larger than the dish: rays beside the dish reach the floor.
    opened.room.table.half = 0.09;
    await opened.live(2000);
    expect(heightOf(opened)).toBeCloseTo(0.72, 2);
  });

  test.each([
    ["hit-test", { hitTest: true, depth: true, anchors: true, light: true }, 0.002],
    ["depth", { depth: true, anchors: true }, 0.004],
    ["dish-size", {}, 0.004],
    ["dish-size", { light: true }, 0.004],
  ] as const)("is known by %s with %o", async (source, features, tolerance) => {
    const opened = await open(features);
    let step = 0;
    // Nobody measures without noise: 3 mm, evenly.
    opened.room.noise = () => 0.003 * Math.sin(++step * 2.4);
    await opened.live(4000);
    expect(opened.around.table).toMatchObject({ id: 1, source });
    expect(Math.abs(heightOf(opened) - 0.72)).toBeLessThan(tolerance);
  });

  test("is known by depth when the hit test fails on the way", async () => {
    const opened = await open({ hitTest: true, depth: true });
    opened.room.failing = true;
    await opened.live(4000);
    expect(opened.around.table).toMatchObject({ source: "depth" });
    opened.room.failing = false;
    await opened.live(2000);
    expect(heightOf(opened)).toBeCloseTo(0.72, 2);
  });

  test("does not move while poses of it are about, but for what nobody sees", async () => {
    const opened = await open({ hitTest: true });
    await opened.live(1100);
    const first = opened.around.table?.pose.slice();
    opened.room.table.height = 0.7215;
    await opened.live(3000);
    expect(opened.around.table?.id).toBe(1);
    expect(Math.abs(heightOf(opened) - (first?.[13] ?? NaN))).toBeLessThan(0.003);
    const settled = heightOf(opened);
    opened.room.table.height = 0.74;
    await opened.live(3000);
    expect(heightOf(opened)).toBe(settled);
  });

  test("is another one when dishes stand elsewhere for longer than half a second", async () => {
    const opened = await open({ hitTest: true });
    await opened.live(2000);
    opened.room.table.height = 0.8;
    await opened.live(300);
    expect(opened.around.table?.id).toBe(1);
    await opened.live(2500);
    expect(opened.around.table?.id).toBe(2);
    expect(heightOf(opened)).toBeCloseTo(0.8, 2);
  });

  test("is what lies beside the dish, where rays end on the dish itself", async () => {
    const opened = await open({ hitTest: true });
    opened.room.hitsDish = true;
    await opened.live(3000);
    expect(heightOf(opened)).toBeCloseTo(0.72, 2);
    // Later, too: a bowl that is looked into is no higher table.
    opened.room.dish.radius = 0.16;
    await opened.live(3000);
    expect(opened.around.table?.id).toBe(1);
  });

  test("by a dish's size gives way to one that was measured", async () => {
    const opened = await open({ hitTest: true });
    opened.room.failing = true;
    opened.room.dish.radius = 0.12;
    await opened.live(4000);
    expect(opened.around.table).toMatchObject({ id: 1, source: "dish-size" });
    opened.room.failing = false;
    await opened.live(3000);
    expect(opened.around.table).toMatchObject({ id: 2, source: "hit-test" });
    expect(heightOf(opened)).toBeCloseTo(0.72, 2);
  });

  test("is looked for anew after a reset, under another number", async () => {
    const opened = await open({ hitTest: true, anchors: true });
    await opened.live(2500);
    opened.around.reset();
    expect(opened.around.table).toBeNull();
    expect(opened.room.anchors.size).toBe(0);
    await opened.live(1500);
    expect(opened.around.table?.id).toBe(2);
  });
});

describe("the anchor", () => {
  test("is set once the table has settled, leads table space, and its loss leaves it where it was", async () => {
    const opened = await open({ hitTest: true, anchors: true });
    await opened.live(900);
    expect(opened.room.anchors.size).toBe(0);
    await opened.live(1500);
    await opened.live(50);
    expect(opened.room.anchors.size).toBe(1);
    expect(opened.around.table?.anchored).toBe(true);
    opened.room.shift = { x: 0.02, y: 0.005, z: 0 };
    await opened.live(50);
    expect(opened.around.table?.id).toBe(1);
    expect(opened.around.table?.pose[12]).toBeCloseTo(0.02, 2);
    opened.room.anchorsTracked = false;
    await opened.live(50);
    expect(opened.around.table?.anchored).toBe(false);
    expect(opened.around.table?.pose[12]).toBeCloseTo(0.02, 2);
    opened.room.anchorsTracked = true;
    await opened.live(50);
    expect(opened.around.table?.anchored).toBe(true);
    opened.around.dispose();
    expect(opened.room.anchors.size).toBe(0);
    expect(opened.room.cancelled).toBe(4);
  });

  test("goes with its table when that is another one", async () => {
    const opened = await open({ hitTest: true, anchors: true });
    await opened.live(2500);
    opened.room.table.height = 0.6;
    await opened.live(4000);
    // Anchors come between two frames.
    await opened.live(50);
    expect(opened.around.table).toMatchObject({ id: 2, anchored: true });
    expect(opened.room.anchors.size).toBe(1);
    expect([...opened.room.anchors][0]?.pose[13]).toBeCloseTo(0.6, 2);
  });
});

describe("light and depth", () => {
  test("come with their frame, in the table's space once there is one", async () => {
    const opened = await open({ hitTest: true, depth: true, light: true });
    await opened.live(50, false);
    expect(opened.around.depth?.view.table).toBe(0);
    expect(opened.around.light).toMatchObject({ primary: [1, 2, 3], direction: [0, 1, 0] });
    await opened.live(1500);
    expect(opened.around.depth?.view.table).toBe(1);
    const [x, y] = [0.25, 0.75];
    expect(opened.around.depth?.at(x, y)).toBeCloseTo(opened.room.depthAt(x, y), 1);
  });

  test("are null where they were not granted", async () => {
    const opened = await open({});
    await opened.live(100);
    expect([opened.around.depth, opened.around.light]).toEqual([null, null]);
  });
});
