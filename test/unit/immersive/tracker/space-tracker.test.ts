import { describe, expect, it, vi } from "vitest";
import type { Sightings } from "../../../../src/immersive/types";
import { ellipseOfDisc, pixelMatrix } from "../../../../src/space";
import { DISHES } from "../../../bench/registration/dishes";
import { HEIGHT, Meal, plate, SEAT, viewFrom, WIDTH } from "./table";

const NOISY = { place: 0.01, size: 0.015 };

describe("SpaceTracker", () => {
  it("shows a dish from its second sighting on, where and as large as it is", () => {
    const meal = new Meal();
    expect(meal.look([plate(0.05, -0.03)])).toEqual([]);
    const [dish] = meal.look([plate(0.05, -0.03)]);
    const [space] = meal.tracker.dishes;
    expect(space?.id).toBe(dish?.id);
    expect(space?.x).toBeCloseTo(0.05, 2);
    expect(space?.z).toBeCloseTo(-0.03, 1);
    expect(space?.radius).toBeCloseTo(0.1, 2);
    expect(space?.seenAt).toBe(meal.time);
    expect(space?.confidence).toBeGreaterThan(0.9);
    expect(space?.maskView.table).toBe(1);
    expect(dish?.mask).toBe(space?.mask);
    const truth = ellipseOfDisc(pixelMatrix(viewFrom(SEAT), WIDTH, HEIGHT), { x: 0.05, z: -0.03, radius: 0.1 }, 0.02);
    expect(dish?.ellipse.cx).toBeCloseTo(truth?.cx ?? 0, -1);
    expect(dish?.ellipse.cy).toBeCloseTo(truth?.cy ?? 0, -1);
    expect(dish?.roi.size).toBeGreaterThan(2.4 * (truth?.rx ?? 0));
  });

  it("keeps a dish that nobody looks at, and knows it again", () => {
    const meal = new Meal();
    const [before] = meal.lookFor(500, [plate(0, 0)]);
    const aside = viewFrom(SEAT, { x: 3, y: 0.3, z: 0 });
    expect(meal.lookFor(20_000, [plate(0, 0)], aside)).toEqual([]);
    expect(meal.tracker.dishes).toHaveLength(1);
    expect(meal.look([plate(0, 0)]).map(({ id }) => id)).toEqual([before?.id]);
  });

  it("lets go of a dish whose place is seen empty for a second, and not before", () => {
    const meal = new Meal();
    const [before] = meal.lookFor(500, [plate(0, 0), plate(0.25, 0)]);
    expect(meal.lookFor(900, [plate(0.25, 0)])).toHaveLength(2);
    expect(meal.tracker.dishes[0]?.confidence).toBeLessThan(0.5);
    expect(meal.lookFor(300, [plate(0.25, 0)])).toHaveLength(1);
    // Put back, it is the same dish; another elsewhere is not.
    expect(meal.lookFor(200, [plate(0, 0), plate(0.25, 0)]).map(({ id }) => id)).toContain(before?.id);
    meal.lookFor(1500, [plate(0.25, 0)]);
    const elsewhere = meal.lookFor(300, [plate(0.25, 0), plate(-0.2, 0.1, 0.07)]);
    expect(elsewhere).toHaveLength(2);
    expect(elsewhere.map(({ id }) => id)).not.toContain(before?.id);
  });

  it("follows a dish that is pushed over the table within half a second, by its id", () => {
    const meal = new Meal();
    const [before] = meal.lookFor(2000, [plate(0, 0)], viewFrom(SEAT), NOISY);
    for (let k = 1; k <= 10; k++) meal.look([plate(0.015 * k, 0)], viewFrom(SEAT), NOISY);
    meal.lookFor(500, [plate(0.15, 0)], viewFrom(SEAT), NOISY);
    const [after] = meal.tracker.dishes;
    expect(after?.id).toBe(before?.id);
    expect(after?.x).toBeGreaterThan(0.135);
    expect(after?.x).toBeLessThan(0.165);
    // A jump, too.
    const moved = after?.moved ?? { x: Number.NaN, z: Number.NaN };
    meal.lookFor(500, [plate(0.08, 0.05)], viewFrom(SEAT), NOISY);
    expect(meal.tracker.dishes[0]?.id).toBe(before?.id);
    expect(meal.tracker.dishes[0]?.x).toBeGreaterThan(0.065);
    expect(meal.tracker.dishes[0]?.x).toBeLessThan(0.095);
    const [now] = meal.tracker.dishes;
    expect(Math.abs((now?.moved.x ?? 1) - moved.x + 0.07)).toBeLessThan(0.02);
    expect(Math.abs((now?.moved.z ?? 1) - moved.z - 0.05)).toBeLessThan(0.02);
  });

  it("stands still while outlines tremble", () => {
    const meal = new Meal();
    meal.lookFor(3000, [plate(0, 0)], viewFrom(SEAT), NOISY);
    const xs: number[] = [];
    for (let k = 0; k < 50; k++) {
      meal.look([plate(0, 0)], viewFrom(SEAT), NOISY);
      xs.push(meal.tracker.dishes[0]?.x ?? Number.NaN);
    }
    expect(Math.max(...xs) - Math.min(...xs)).toBeLessThan(0.004);
    expect(Math.abs(xs[0] ?? 1)).toBeLessThan(0.004);
    expect(meal.tracker.dishes[0]?.moved).toEqual({ x: 0, z: 0 });
  });

  it("is not moved by a hand over half of the dish, nor by the picture's edge", () => {
    const meal = new Meal();
    meal.lookFor(2000, [plate(0, 0)]);
    const before = meal.tracker.dishes[0];
    // What a hand leaves of it, as a smaller dish.
    meal.lookFor(2000, [plate(-0.03, 0.01, 0.065)]);
    expect(meal.tracker.dishes[0]?.x).toBeCloseTo(before?.x ?? 0, 6);
    expect(meal.tracker.dishes[0]?.radius).toBeCloseTo(before?.radius ?? 0, 6);
    for (const x of [0.2, 0.3, 0.35, 0.4]) meal.lookFor(500, [plate(0, 0)], viewFrom(SEAT, { x, y: 0, z: 0 }));
    const after = meal.tracker.dishes[0];
    expect(after?.id).toBe(before?.id);
    expect(Math.hypot((after?.x ?? 1) - (before?.x ?? 0), (after?.z ?? 1) - (before?.z ?? 0))).toBeLessThan(0.01);
    expect(after?.radius).toBeCloseTo(before?.radius ?? 0, 2);
  });

  it("takes on another size that stays, and not one that differs from sight to sight", () => {
    const meal = new Meal();
    meal.lookFor(1000, [plate(0, 0)]);
    const before = meal.tracker.dishes[0]?.radius ?? Number.NaN;
    // What a segmenter takes for part of the dish, once more and once less of it.
    for (let k = 0; k < 20; k++) meal.look([plate(0.02, 0, k % 2 === 0 ? 0.15 : 0.2)]);
    expect(meal.tracker.dishes[0]?.radius).toBeCloseTo(before, 6);
    meal.lookFor(1500, [plate(0.02, 0, 0.16)]);
    expect(meal.tracker.dishes[0]?.radius).toBeGreaterThan(0.14);
    // And back: a smaller outline inside may be a hand's doing for a while, not for ever.
    meal.lookFor(2000, [plate(0, 0)]);
    expect(meal.tracker.dishes[0]?.radius).toBeGreaterThan(0.14);
    meal.lookFor(2000, [plate(0, 0)]);
    expect(meal.tracker.dishes[0]?.radius).toBeCloseTo(before, 2);
    expect(meal.tracker.dishes[0]?.moved).toEqual({ x: 0, z: 0 });
  });

  it("finds a dish that it has only ever seen cut", () => {
    const meal = new Meal();
    meal.lookFor(500, [plate(0, 0)], viewFrom(SEAT, { x: 0.32, y: 0, z: 0 }));
    const [dish] = meal.tracker.dishes;
    expect(dish?.x).toBeCloseTo(0, 1);
    expect(Math.abs(dish?.x ?? 1)).toBeLessThan(0.015);
    expect(dish?.radius).toBeGreaterThan(0.09);
    expect(dish?.radius).toBeLessThan(0.11);
  });

  it("tells two dishes apart that a mask shows as one", () => {
    const meal = new Meal();
    const apart = [plate(-0.12, 0), plate(0.12, 0)];
    const before = meal.lookFor(1000, apart).map(({ id }) => id);
    const bridge = { ...plate(0, 0, 0.09), name: "cloth" };
    const merged = meal.lookFor(1000, [...apart, bridge]);
    expect(merged.map(({ id }) => id)).toEqual(expect.arrayContaining(before));
    expect(meal.tracker.dishes[0]?.x).toBeCloseTo(-0.12, 2);
  });

  it("shows four dishes at most, and makes room for a new one when one has not been looked at for long", () => {
    const meal = new Meal();
    const four = [plate(-0.12, -0.1, 0.07), plate(0.12, -0.1, 0.07), plate(-0.12, 0.1, 0.07), plate(0.12, 0.1, 0.07)];
    expect(meal.lookFor(500, [...four, plate(0, 0, 0.05)])).toHaveLength(4);
    const other = viewFrom({ x: 1.5, y: 0.45, z: 0.45 }, { x: 1.5, y: 0, z: 0 });
    meal.lookFor(6000, [plate(1.5, 0)], other);
    const dishes = meal.look([plate(1.5, 0)], other);
    expect(dishes).toHaveLength(1);
    expect(meal.tracker.dishes).toHaveLength(4);
  });

  it("says what it sees while no table is known, and starts anew on another table", () => {
    const onSightings = vi.fn<(sightings: Sightings) => void>();
    const meal = new Meal({ onSightings });
    expect(meal.lookFor(300, [plate(0, 0)], viewFrom(SEAT, { x: 0, y: 0, z: 0 }, 0))).toEqual([]);
    expect(meal.tracker.dishes).toEqual([]);
    expect(onSightings).toHaveBeenCalledTimes(3);
    expect(onSightings.mock.lastCall?.[0]).toMatchObject({ width: WIDTH, height: HEIGHT, ellipses: [{}] });
    const [first] = meal.lookFor(300, [plate(0, 0)]);
    const second = viewFrom(SEAT, { x: 0, y: 0, z: 0 }, 2);
    expect(meal.look([plate(0, 0)], second)).toEqual([]);
    expect(meal.look([plate(0, 0)], second)[0]?.id).not.toBe(first?.id);
    // A mask that comes late, of the table before, says nothing.
    expect(meal.look([plate(0.2, 0)])).toEqual([]);
    expect(meal.tracker.dishes).toHaveLength(1);
  });

  it("leaves out of a frame what is behind it or beside it, and dishes without a view", () => {
    const meal = new Meal();
    meal.lookFor(300, [plate(0, 0)]);
    const { tracker, time } = meal;
    expect(tracker.predict({ timestamp: time, view: viewFrom(SEAT) })).toHaveLength(1);
    expect(tracker.predict({ timestamp: time, view: viewFrom(SEAT, { x: 0, y: 0.5, z: 2 }) })).toEqual([]);
    expect(tracker.predict({ timestamp: time, view: viewFrom(SEAT, { x: 0.8, y: 0, z: 0 }) })).toEqual([]);
    expect(tracker.predict({ timestamp: time })).toEqual([]);
    expect(
      tracker.update({ width: 2, height: 2, data: new Uint8Array(4) }, { width: 4, height: 4, timestamp: 9 }),
    ).toEqual([]);
  });

  it.each(DISHES.map((dish) => [dish.name, dish] as const))(
    "learns how high a rim is by walking round: %s",
    (_, dish) => {
      const meal = new Meal();
      const rim = dish.wall.at(-1);
      for (let k = 0; k < 120; k++) {
        const angle = 2 * Math.sin(k / 19);
        const eye = { x: 0.6 * Math.sin(angle), y: 0.5, z: 0.6 * Math.cos(angle) };
        meal.look([dish], viewFrom(eye), NOISY);
      }
      const [found] = meal.tracker.dishes;
      expect(Math.abs((found?.rimHeight ?? 0) - (rim?.height ?? 1))).toBeLessThan(0.012);
      expect(Math.abs((found?.x ?? 1) - dish.x)).toBeLessThan(0.005);
      expect(Math.abs((found?.z ?? 1) - dish.z)).toBeLessThan(0.005);
      expect(Math.abs((found?.radius ?? 1) / (rim?.radius ?? 1) - 1)).toBeLessThan(0.05);
    },
  );

  it("predicts four dishes in no time worth naming", () => {
    const meal = new Meal();
    const four = [plate(-0.12, -0.1, 0.07), plate(0.12, -0.1, 0.07), plate(-0.12, 0.1, 0.07), plate(0.12, 0.1, 0.07)];
    meal.lookFor(300, four);
    const view = viewFrom(SEAT);
    const times: number[] = [];
    for (let k = 0; k < 400; k++) {
      const from = performance.now();
      meal.tracker.predict({ timestamp: meal.time, view });
      times.push(performance.now() - from);
    }
    expect(times.sort((a, b) => a - b)[200]).toBeLessThan(0.3);
  });
});
