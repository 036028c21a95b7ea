import { describe, expect, test } from "vitest";
import { LayerError } from "../../../../src/compositor/errors";
import { coverage } from "../../../../src/immersive/stage/coverage";
import type { SpaceSlot } from "../../../../src/immersive/stage/space-slot";
import { SpaceSlots } from "../../../../src/immersive/stage/space-slots";
import { dishOf, layerOf, patchOf } from "./layers";

/** What the stage does with all that is new. */
function upload(slot: SpaceSlot | undefined, now: number): void {
  const mask = slot?.nextMask(1) ?? null;
  if (mask !== null) slot?.maskIsIn(mask, now);
  const patch = slot?.nextPatch(1) ?? null;
  if (patch !== null) slot?.patchIsIn(patch, now);
}

describe("SpaceSlots", () => {
  test("a dish comes with its first patch, keeps its place, goes, and leaves it free", () => {
    const slots = new SpaceSlots();
    const [slot] = slots.slots;
    const dish = dishOf(7);
    slots.show([layerOf(dish, null)]);
    slots.advance(0);
    upload(slot, 0);
    slots.advance(500);
    expect(slot?.presence).toBe(0);

    slots.show([layerOf(dish, patchOf())]);
    upload(slot, 500);
    slots.advance(600);
    expect(slot?.presence).toBeCloseTo(0.5);
    slots.advance(700);
    expect(slot?.presence).toBe(1);

    slots.show([]);
    slots.advance(800);
    expect(slot?.presence).toBeCloseTo(0.5);
    expect(slot?.dish).toBe(dish);
    expect(slot?.nextMask(1)).toBeNull();
    slots.advance(1000);
    expect(slot?.dish).toBeNull();
  });

  test("a dish that comes back while it fades goes on from there", () => {
    const slots = new SpaceSlots();
    const [slot] = slots.slots;
    const layer = layerOf(dishOf(7), patchOf());
    slots.show([layer]);
    slots.advance(0);
    upload(slot, 0);
    slots.advance(200);
    slots.show([]);
    slots.advance(300);
    slots.show([layer]);
    expect(slot?.nextPatch(1)).toBeNull();
    slots.advance(320);
    expect(slot?.presence).toBeCloseTo(0.6);
  });

  test("patches of the same choice blend in 100 ms, another choice in 300 ms, and none waits longer than that", () => {
    const slots = new SpaceSlots();
    const [slot] = slots.slots;
    const dish = dishOf(1);
    const show = (domain: number, now: number) => {
      slots.show([layerOf(dish, patchOf(domain))]);
      slots.advance(now);
      upload(slot, now);
    };
    show(0, 0);
    show(0, 100);
    slots.advance(150);
    expect(Math.max(...(slot?.patches.weights ?? []))).toBeCloseTo(0.5);
    slots.advance(200);
    expect(slot?.patches.moving).toBe(false);
    show(3, 300);
    slots.advance(450);
    expect(Math.max(...(slot?.patches.weights ?? []))).toBeCloseTo(0.5);
    slots.advance(600);
    expect(slot?.patches.moving).toBe(false);
  });

  test("patches and masks of another table, or of no known place, are not used", () => {
    const slots = new SpaceSlots();
    const [slot] = slots.slots;
    slots.show([layerOf(dishOf(1), patchOf(0, 2))]);
    expect(slot?.nextPatch(1)).toBeNull();
    expect(slot?.nextPatch(2)).not.toBeNull();
    expect(slot?.nextMask(2)).toBeNull();
    slots.show([layerOf(dishOf(1), { ...patchOf(), view: undefined })]);
    expect(slot?.nextPatch(1)).toBeNull();
  });

  test("a patch that shows much less of the dish does not replace a whole one, unless the choice or the place is another", () => {
    const slots = new SpaceSlots();
    const [slot] = slots.slots;
    // With these views the frame is 1 pixel and shows x and y from -1 to 1; z = 0 and y = 0 for a flat dish in the middle.
    const dish = dishOf(1, { radius: 0.5, rimHeight: 0 });
    const whole = patchOf();
    const half = { ...whole, roi: { cx: 1.5, cy: 0.5, size: 2 } };
    expect(coverage({ ...whole, roi: { cx: 0.5, cy: 0.5, size: 1 } }, dish)).toBe(1);
    expect(coverage(half, dish)).toBeGreaterThan(0.4);
    expect(coverage(half, dish)).toBeLessThan(0.7);
    expect(coverage({ ...whole, view: undefined }, dish)).toBe(0);

    slots.show([layerOf(dish, { ...whole, roi: { cx: 0.5, cy: 0.5, size: 1 } })]);
    slots.advance(0);
    upload(slot, 0);
    slots.show([layerOf(dish, half)]);
    expect(slot?.nextPatch(1)).toBeNull();
    expect(slot?.nextPatch(1)).toBeNull();
    slots.show([layerOf(dish, { ...half, domains: patchOf(4).domains })]);
    expect(slot?.nextPatch(1)).not.toBeNull();
    slots.show([layerOf({ ...dish, x: 0.1, moved: { x: 0.1, z: 0 } }, { ...half })]);
    expect(slot?.nextPatch(1)).not.toBeNull();
  });

  test("a fifth dish takes the place of the one that has faded most; too many at once are refused", () => {
    const slots = new SpaceSlots();
    const layers = [1, 2, 3, 4].map((id) => layerOf(dishOf(id), patchOf()));
    slots.show(layers);
    slots.advance(0);
    for (const slot of slots.slots) upload(slot, 0);
    slots.advance(200);
    slots.show(layers.slice(1));
    slots.advance(250);
    slots.show([...layers.slice(1), layerOf(dishOf(5), patchOf())]);
    expect(slots.slots.map((slot) => slot.dish?.id)).toEqual([5, 2, 3, 4]);
    expect(slots.slots[0]?.presence).toBe(0);
    expect(() => slots.show([...layers, layerOf(dishOf(5), null)])).toThrow(LayerError);
    expect(() => slots.show([layerOf(dishOf(1), null), layerOf(dishOf(1), null)])).toThrow(LayerError);
  });
});
