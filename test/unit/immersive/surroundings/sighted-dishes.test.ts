import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SightedDishes } from "../../../../src/immersive/surroundings/sighted-dishes";
import { SteadySurface } from "../../../../src/immersive/surroundings/steady-surface";
import { FakeRoom } from "./fake-room";

const level = { x: 0, y: 1, z: 0 };

function seen(change: (room: FakeRoom) => void = () => undefined) {
  const room = new FakeRoom({});
  change(room);
  const dishes = new SightedDishes();
  expect(dishes.see(room.sightings(), null, 0)).toBe(true);
  return { room, dishes };
}

describe("dishes that were seen", () => {
  test("say how near a point lies to their outline", () => {
    const { dishes } = seen();
    const at = (x: number) => dishes.nearness({ x, y: 0.72, z: -0.5 });
    expect(at(0)).toBeLessThan(0.2);
    expect(at(0.08)).toBeCloseTo(1, 1);
    expect(at(0.16)).toBeGreaterThan(1.7);
    expect(dishes.nearness({ x: 0, y: 1.15, z: 2 })).toBe(Infinity);
  });

  test("stand on a surface of any height where they would look as they do, if that is a dish's size", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 0.95, noNaN: true }), (height) => {
        const { dishes } = seen((room) => {
          room.table.height = height;
        });
        const place = dishes.standingOn({ point: { x: 0, y: height, z: -0.5 }, normal: level });
        expect(place?.x).toBeCloseTo(0, 3);
        expect(place?.z).toBeCloseTo(-0.5, 2);
      }),
    );
    const { dishes } = seen();
    // On a floor far below it would be a cartwheel; above the camera it cannot stand.
    expect(dishes.standingOn({ point: { x: 0, y: -1, z: 0 }, normal: level })).toBeNull();
    expect(dishes.standingOn({ point: { x: 0, y: 1.3, z: 0 }, normal: level })).toBeNull();
  });

  test("of the usual size say how far below the camera they stand, from anywhere", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.3, max: 0.9, noNaN: true }), (height) => {
        const { dishes } = seen((room) => {
          room.table.height = height;
        });
        expect(dishes.surfaceBySize()?.point.y).toBeCloseTo(height, 3);
      }),
    );
    // One that is half as large again seems to stand higher up.
    const { dishes } = seen((room) => {
      room.dish.radius = 0.12;
    });
    expect(dishes.surfaceBySize()?.point.y).toBeCloseTo(1.15 - (1.15 - 0.72) / 1.5, 3);
  });

  test("of a table space that is gone are not taken", () => {
    const room = new FakeRoom({});
    const old = { id: 3, pose: room.pose, source: "hit-test", anchored: false } as const;
    const dishes = new SightedDishes();
    expect(dishes.see(room.sightings(old), null, 0)).toBe(false);
    expect(dishes.see(room.sightings(old), { ...old, id: 4 }, 0)).toBe(false);
    expect(dishes.isFresh(0)).toBe(false);
    expect(dishes.see(room.sightings(old), old, 0)).toBe(true);
    expect([dishes.isFresh(1900), dishes.isFresh(2100)]).toEqual([true, false]);
  });
});

describe("a steady surface", () => {
  const sample = (time: number, y: number, around = true) => ({
    time,
    around,
    surface: { point: { x: 0, y, z: 0 }, normal: level },
  });

  test("is what most of the samples of half a second agree on", () => {
    const steady = new SteadySurface();
    for (let time = 0; time <= 300; time += 50) steady.add(sample(time, 0.7));
    expect(steady.at(300)).toBeNull();
    steady.add(sample(350, 1.2));
    for (let time = 400; time <= 600; time += 50) steady.add(sample(time, 0.702));
    const { surface, around } = steady.at(600) ?? {};
    expect(surface?.point.y).toBeCloseTo(0.701, 3);
    expect(around).toBe(true);
    expect(steady.at(4000)).toBeNull();
  });

  test("is none while samples are at odds", () => {
    const steady = new SteadySurface();
    for (let i = 0; i < 12; i++) steady.add(sample(i * 50, i % 2 === 0 ? 0.7 : 0.8));
    expect(steady.at(600)).toBeNull();
  });

  test("is the table under the dish, not the floor beside the table", () => {
    const steady = new SteadySurface();
    for (let time = 0; time <= 500; time += 50) {
      steady.add(sample(time, 0));
      steady.add(sample(time, 0.7, false));
    }
    expect(steady.at(500)).toMatchObject({ around: false, surface: { point: { y: expect.closeTo(0.7, 5) } } });
  });
});
