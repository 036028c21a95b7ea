import fc from "fast-check";
import { Vector3 } from "three";
import { describe, expect, test } from "vitest";
import { reach } from "../../../../src/immersive/controls/pointing/picking";
import { Ring } from "../../../../src/immersive/controls/ring/ring";
import { screenSizes } from "../../../../src/immersive/controls/ring/sizes";
import type { SpaceDish } from "../../../../src/immersive/types";
import { dishAt } from "./fakes";

const DEGREE = Math.PI / 180;
const up = new Vector3(0, 1, 0);
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Dishes from a saucer to a large bowl. */
const dish = fc
  .record({ radius: number(0.05, 0.14), rimHeight: number(0.005, 0.09), x: number(-0.3, 0.3), z: number(-0.3, 0.3) })
  .map(({ radius, rimHeight, x, z }) => dishAt(1, x, z, { radius, rimHeight }));

/** From where it is looked at: direction round the table, height above it (radians), distance (metres). */
const stance = fc.record({
  round: number(0, 2 * Math.PI),
  above: number(20 * DEGREE, 89 * DEGREE),
  away: number(0.35, 3),
});

const eyeOf = (
  { x, z, rimHeight }: SpaceDish,
  { round, above, away }: { round: number; above: number; away: number },
) =>
  new Vector3(
    x + away * Math.cos(above) * Math.cos(round),
    rimHeight + away * Math.sin(above),
    z + away * Math.cos(above) * Math.sin(round),
  );

const openRing = (around: SpaceDish, dishes: readonly SpaceDish[], eye: Vector3, choices = 10): Ring => {
  const ring = new Ring(true);
  ring.setChoices(choices);
  ring.open(around);
  ring.update(dishes, eye, up, null, 1000);
  return ring;
};

/** Diameters in the field of view, radians. */
const anglesOf = (ring: Ring, eye: Vector3) =>
  ring.items.map(({ target: { disc } }) => 2 * Math.atan(disc.radius / disc.centre.distanceTo(eye)));

/** Smallest distance of a ray through a button's edge from the dish's rim, in radii of the dish: below 1 it is covered. */
const clearance = (ring: Ring, { x, z, rimHeight, radius }: SpaceDish, eye: Vector3): number => {
  const rim = { centre: new Vector3(x, rimHeight, z), normal: up, radius };
  let least = Infinity;
  const right = new Vector3();
  const top = new Vector3();
  for (const { target } of ring.items) {
    const { centre, normal, radius: half } = target.disc;
    right.crossVectors(up, normal).normalize();
    if (right.lengthSq() < 0.5) right.set(1, 0, 0);
    top.crossVectors(normal, right);
    for (let i = 0; i < 16; i++) {
      const turn = (i / 16) * 2 * Math.PI;
      const edge = centre
        .clone()
        .addScaledVector(right, half * Math.cos(turn))
        .addScaledVector(top, half * Math.sin(turn));
      least = Math.min(least, reach({ origin: eye, direction: edge.sub(eye).normalize() }, rim));
    }
  }
  return least;
};

describe("the ring", () => {
  test("has every button at 2.5 degrees or more, off the dish and off each other, from wherever it is looked at", () => {
    fc.assert(
      fc.property(dish, stance, (around, from) => {
        const eye = eyeOf(around, from);
        const ring = openRing(around, [around], eye);
        expect(ring.items).toHaveLength(11);
        for (const angle of anglesOf(ring, eye)) {
          expect(angle).toBeGreaterThan(2.49 * DEGREE);
          expect(angle).toBeLessThan(4.01 * DEGREE);
        }
        expect(clearance(ring, around, eye)).toBeGreaterThan(1);
        ring.items.forEach(({ target }, i) => {
          for (const { target: other } of ring.items.slice(i + 1)) {
            const between = target.disc.centre.clone().sub(eye).angleTo(other.disc.centre.clone().sub(eye));
            expect(between).toBeGreaterThan(ring.size * 0.99);
          }
        });
      }),
      { numRuns: 200 },
    );
  });

  test("keeps 1.5 degrees, faces the viewer and leaves the dish free wherever the viewer walks to, also beside other dishes", () => {
    fc.assert(
      fc.property(
        dish,
        stance,
        fc.array(fc.tuple(number(-0.15, 0.15), number(-0.1, 0.1), number(-0.15, 0.15)), { maxLength: 12 }),
        number(0.2, 0.4),
        (around, from, steps, beside) => {
          const neighbour = dishAt(2, around.x + beside, around.z);
          const dishes = [around, neighbour];
          const eye = eyeOf(around, from);
          const ring = openRing(around, dishes, eye);
          expect(ring.items).toHaveLength(12);
          let now = 1000;
          for (const [x, y, z] of steps) {
            const next = eye.clone().add(new Vector3(x, y, z));
            const distance = next.distanceTo(new Vector3(around.x, around.rimHeight, around.z));
            if (distance < 0.35 || next.y - around.rimHeight < distance * Math.sin(20 * DEGREE)) continue;
            eye.copy(next);
            ring.update(dishes, eye, up, null, (now += 1000));
            for (const angle of anglesOf(ring, eye)) expect(angle).toBeGreaterThan(1.5 * DEGREE);
            for (const { target } of ring.items) {
              const away = eye.clone().sub(target.disc.centre);
              expect(target.disc.normal.angleTo(away)).toBeLessThan(1e-6);
            }
            expect(clearance(ring, around, eye)).toBeGreaterThan(0.995);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test("on a phone every button is 44 pixels at least under the finger, also beside other dishes", () => {
    const portrait = fc.record({ height: number(560, 960), fov: number(45 * DEGREE, 75 * DEGREE) });
    fc.assert(
      fc.property(dish, stance, portrait, (around, from, { height, fov }) => {
        const projection = new Float32Array(16);
        projection[5] = 1 / Math.tan(fov / 2);
        const dishes = [around, dishAt(2, around.x + 0.25, around.z)];
        const eye = eyeOf(around, from);
        const ring = new Ring(true);
        ring.setChoices(10);
        ring.sizes = screenSizes(projection, height);
        ring.open(around);
        ring.update(dishes, eye, up, null, 1000);
        const farther = eye.clone().addScaledVector(ring.sight.forward, -0.1 * ring.sight.distance);
        ring.update(dishes, farther, up, null, 2000);
        for (const angle of anglesOf(ring, farther)) {
          expect((Math.tan(angle / 2) / Math.tan(fov / 2)) * height).toBeGreaterThan(44);
        }
        expect(clearance(ring, around, eye)).toBeGreaterThan(1);
      }),
      { numRuns: 100 },
    );
  });

  test("stays where it is while the head only sways, and goes along in a quarter of a second when it walks", () => {
    const around = dishAt(1, 0, 0);
    const ring = new Ring(false);
    ring.setChoices(10);
    ring.open(around);
    const eye = new Vector3(0, 0.5, 0.6);
    let now = 1000;
    const frames = (time: number) => {
      for (const end = now + time; now < end; now += 14) ring.update([around], eye, up, null, now);
    };
    frames(400);
    const places = () => ring.items.map(({ target }) => target.disc.centre.clone());
    const before = places();
    eye.x += 0.02;
    frames(100);
    places().forEach((place, i) => expect(place.distanceTo(before[i] ?? new Vector3())).toBe(0));

    eye.x += 0.3;
    const path: number[] = [];
    for (let i = 0; i < 20; i++) {
      frames(14);
      path.push(places()[0]?.distanceTo(before[0] ?? new Vector3()) ?? 0);
    }
    // Without a jump: no step is more than an eighth of the way.
    const whole = path.at(-1) ?? 0;
    expect(whole).toBeGreaterThan(0.02);
    path.forEach((distance, i) => expect(distance - (path[i - 1] ?? 0)).toBeLessThan(whole / 8));
  });

  test("opens and closes in 200 ms, at once where nothing should move, and then has no targets", () => {
    const around = dishAt(1, 0, 0);
    const eye = new Vector3(0, 0.5, 0.6);
    for (const still of [false, true]) {
      const ring = new Ring(still);
      ring.setChoices(10);
      ring.update([around], eye, up, null, 1000);
      ring.open(around);
      ring.update([around], eye, up, null, 1010);
      expect(ring.openness === 1).toBe(still);
      for (let now = 1020; now <= 1210; now += 10) ring.update([around], eye, up, null, now);
      expect(ring.openness).toBeCloseTo(1, 6);
      expect(ring.dish).toBe(1);
      ring.close();
      expect(ring.dish).toBeNull();
      expect(ring.targets).toEqual([]);
      for (let now = 1220; now <= 1430; now += 10) ring.update([around], eye, up, null, now);
      expect(ring.openness).toBe(0);
      ring.open(around);
      ring.update([around], eye, up, null, 1440);
      expect(ring.targets).toHaveLength(11);
    }
  });

  test("the buttons for all dishes and for leaving sit at the bottom", () => {
    const eye = new Vector3(0, 0.5, 0.6);
    const around = dishAt(1, 0, 0);
    const ring = openRing(around, [around, dishAt(2, 1.5, 0)], eye);
    const heights = ring.items.map(({ target }) => {
      const to = target.disc.centre.clone().sub(eye).normalize();
      return to.dot(ring.sight.up);
    });
    const lowest = [...heights].sort((a, b) => a - b).slice(0, 2);
    expect(heights.slice(-2).sort((a, b) => a - b)).toEqual(lowest);
    expect(ring.items.slice(-2).map(({ target }) => target.kind)).toEqual(["all", "leave"]);
  });
});
