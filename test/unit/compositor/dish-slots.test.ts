import { describe, expect, test } from "vitest";
import { DishSlots } from "../../../src/compositor/dish-slots";
import type { DishSlot } from "../../../src/compositor/dish-slot";
import { LayerError } from "../../../src/compositor/errors";
import type { DishLayer } from "../../../src/compositor/types";
import type { Patch } from "../../../src/translator/types";

function patchOf(domain = 0): Patch {
  const domains = new Float32Array(10);
  domains[domain] = 1;
  const roi = { cx: 0, cy: 0, size: 1 };
  return {
    picture: { kind: "pixels", data: new Uint8ClampedArray(4) },
    size: 1,
    roi,
    frameWidth: 1,
    frameHeight: 1,
    timestamp: 0,
    view: undefined,
    domains,
    timings: { crop: 0, run: 0, read: 0 },
    close: () => undefined,
  };
}

const mask = { width: 1, height: 1, data: new Uint8Array(1) };

function layerOf(id: number, patch: Patch, cx = 10): DishLayer {
  const roi = { cx, cy: 10, size: 10 };
  const ellipse = { cx, cy: 10, rx: 4, ry: 4, angle: 0 };
  return { dish: { id, roi, ellipse, mask, confidence: 1, seenAt: 0 }, patch };
}

/** What a stage does when it has put everything new into tiles. */
function bake(slot: DishSlot | undefined, now: number): void {
  const next = slot?.next() ?? null;
  if (next !== null) slot?.baked(next.patch, next.mask, next.tile, now);
}

describe("DishSlots", () => {
  test("keeps a dish in its slot, fades it in and out, and frees the slot", () => {
    const slots = new DishSlots();
    const [first] = slots.slots;
    const layer = layerOf(7, patchOf());
    expect(slots.show([layer])).toBe(true);
    slots.advance(1000);
    expect(first?.presence).toBe(0);
    bake(first, 1000);
    slots.advance(1100);
    expect(first?.presence).toBeCloseTo(0.5);
    slots.advance(1200);
    expect(first?.presence).toBe(1);
    expect(slots.moving).toBe(false);
    expect(slots.show([layer])).toBe(false);

    expect(slots.show([])).toBe(true);
    expect(slots.moving).toBe(true);
    slots.advance(1300);
    expect(first?.presence).toBeCloseTo(0.5);
    expect(first?.next()).toBeNull();
    slots.advance(1400);
    expect(first?.dishId).toBeNull();
    expect(slots.moving).toBe(false);
  });

  test("takes a dish back that comes again while it fades", () => {
    const slots = new DishSlots();
    const [first] = slots.slots;
    const layer = layerOf(7, patchOf());
    slots.show([layer]);
    bake(first, 0);
    slots.advance(0);
    slots.advance(200);
    slots.show([]);
    slots.advance(300);
    expect(slots.show([layer])).toBe(true);
    slots.advance(350);
    expect(first?.presence).toBeCloseTo(0.75);
    slots.advance(400);
    expect(first?.presence).toBe(1);
  });

  test("waits with a patch until a tile is free, and takes the newest then", () => {
    const slots = new DishSlots();
    const [first] = slots.slots;
    slots.show([layerOf(1, patchOf(0))]);
    bake(first, 0);
    slots.show([layerOf(1, patchOf(1))]);
    bake(first, 0);
    slots.advance(100);
    slots.show([layerOf(1, patchOf(1))]);
    bake(first, 100);
    slots.advance(200);
    slots.show([layerOf(1, patchOf(1))]);
    expect(first?.next()).toBeNull();
    expect(slots.moving).toBe(true);
    const newest = patchOf(1);
    slots.show([layerOf(1, newest)]);
    slots.advance(300);
    expect(first?.next()?.patch).toBe(newest);
  });

  test("cross-fades for 300 ms when the domain changes, and for 100 ms when it does not", () => {
    const slots = new DishSlots();
    const [first] = slots.slots;
    slots.show([layerOf(1, patchOf(0))]);
    bake(first, 0);
    slots.show([layerOf(1, patchOf(4))]);
    bake(first, 0);
    slots.advance(150);
    expect([...(first?.blend.weights ?? [])]).toEqual([0.5, 0.5, 0]);
    slots.advance(300);
    slots.show([layerOf(1, patchOf(4))]);
    bake(first, 300);
    slots.advance(350);
    expect([...(first?.blend.weights ?? [])]).toEqual([0.5, 0.5, 0]);
  });

  test("bakes again when the mask changes, and remembers where the dish was then", () => {
    const slots = new DishSlots();
    const [first] = slots.slots;
    const patch = patchOf();
    const layer = layerOf(1, patch);
    slots.show([layer]);
    bake(first, 0);
    expect(first?.next()).toBeNull();
    slots.show([layerOf(1, patch, 20)]);
    expect(first?.next()).toBeNull();
    expect([first?.roi.cx, first?.maskRoi.cx]).toEqual([20, 10]);
    const moved = layerOf(1, patch, 30);
    slots.show([{ ...moved, dish: { ...moved.dish, mask: { ...mask } } }]);
    expect(first?.next()?.patch).toBe(patch);
    expect([first?.roi.cx, first?.maskRoi.cx]).toEqual([30, 30]);
  });

  test("gives a new dish the slot of the one that has faded most", () => {
    const slots = new DishSlots();
    slots.show([1, 2, 3, 4].map((id) => layerOf(id, patchOf())));
    for (const slot of slots.slots) bake(slot, 0);
    slots.advance(0);
    slots.advance(200);
    slots.show([1, 2, 4].map((id) => layerOf(id, patchOf())));
    slots.advance(250);
    slots.show([1, 4].map((id) => layerOf(id, patchOf())));
    slots.advance(300);
    slots.show([1, 4, 5].map((id) => layerOf(id, patchOf())));
    expect(slots.slots.map((slot) => slot.dishId)).toEqual([1, 2, 5, 4]);
    expect(slots.slots[2]?.presence).toBe(0);
  });

  test("starts all dishes again after the tiles were lost, but those that were going", () => {
    const slots = new DishSlots();
    slots.show([layerOf(1, patchOf()), layerOf(2, patchOf())]);
    for (const slot of slots.slots) bake(slot, 0);
    slots.show([layerOf(1, patchOf())]);
    slots.forgetTiles();
    expect(slots.slots.map((slot) => slot.dishId)).toEqual([1, null, null, null]);
    expect(slots.slots[0]?.next()?.tile).toBe(0);
  });

  test("does not run backwards", () => {
    const slots = new DishSlots();
    const [first] = slots.slots;
    slots.show([layerOf(1, patchOf())]);
    bake(first, 1000);
    slots.advance(1000);
    slots.advance(1100);
    slots.advance(500);
    expect(first?.presence).toBeCloseTo(0.5);
    slots.advance(1200);
    expect(first?.presence).toBe(1);
  });

  test("refuses five dishes, and two layers of one", () => {
    const slots = new DishSlots();
    expect(() => slots.show([1, 2, 3, 4, 5].map((id) => layerOf(id, patchOf())))).toThrow(LayerError);
    expect(() => slots.show([layerOf(1, patchOf()), layerOf(1, patchOf())])).toThrow(LayerError);
  });

  test("a dish steams as its domain does, slowly, and not while steam is off", () => {
    const slots = new DishSlots();
    const [first] = slots.slots;
    const steam = Float32Array.of(0.5, 0, 1);
    slots.setSteam(steam);
    slots.show([layerOf(1, patchOf(0))]);
    slots.advance(0);
    bake(first, 0);
    slots.advance(300);
    expect(first?.steam).toBeCloseTo(0.25);
    expect([slots.steaming, slots.moving]).toEqual([true, true]);
    for (const now of [1000, 2000]) slots.advance(now);
    expect(first?.steam).toBeCloseTo(0.5);
    expect([slots.steaming, slots.moving]).toEqual([true, false]);
    slots.show([layerOf(1, patchOf(1))]);
    bake(first, 2000);
    for (const now of [3000, 4000]) slots.advance(now);
    expect([first?.steam, slots.steaming]).toEqual([0, false]);
    slots.show([layerOf(1, patchOf(2))]);
    bake(first, 4000);
    for (const now of [5000, 6000]) slots.advance(now);
    expect(first?.steam).toBe(1);
    slots.setSteam(null);
    for (const now of [7000, 8000]) slots.advance(now);
    expect([first?.steam, slots.moving]).toEqual([0, false]);
  });
});
