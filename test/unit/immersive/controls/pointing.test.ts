import fc from "fast-check";
import { Vector3 } from "three";
import { describe, expect, test } from "vitest";
import { Dwell } from "../../../../src/immersive/controls/pointing/dwell";
import { alongRay, reach } from "../../../../src/immersive/controls/pointing/picking";
import { Presses } from "../../../../src/immersive/controls/pointing/presses";
import { Snap } from "../../../../src/immersive/controls/pointing/snap";
import { SteadyRay } from "../../../../src/immersive/controls/pointing/steady-ray";
import { Touch } from "../../../../src/immersive/controls/pointing/touch";
import { createTarget, type Target } from "../../../../src/immersive/controls/targets";

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const point = fc.tuple(number(-2, 2), number(-2, 2), number(-2, 2)).map(([x, y, z]) => new Vector3(x, y, z));
const unit = point.filter((p) => p.length() > 0.1).map((p) => p.clone().normalize());

const targetAt = (x: number, radius: number, kind: Target["kind"] = "choice"): Target => {
  const target = createTarget(kind, Math.round(x * 1000));
  target.disc.centre.set(x, 0, -1);
  target.disc.normal.set(0, 0, 1);
  target.disc.radius = radius;
  return target;
};

/** A ray from the origin that passes x at a metre's distance. */
const rayAt = (x: number) => ({ origin: new Vector3(), direction: new Vector3(x, 0, -1).normalize() });

describe("picking", () => {
  test("a ray to a point of the disc's plane reaches as far as the point lies from the centre", () => {
    fc.assert(
      fc.property(
        point,
        unit,
        number(0.01, 0.5),
        number(0, 3),
        unit,
        point,
        (centre, normal, radius, far, aside, origin) => {
          const inPlane = aside.clone().projectOnPlane(normal);
          fc.pre(inPlane.length() > 0.1);
          const met = centre.clone().addScaledVector(inPlane.normalize(), far * radius);
          const direction = met.clone().sub(origin);
          const distance = direction.length();
          fc.pre(distance > 0.05);
          direction.normalize();
          fc.pre(Math.abs(direction.dot(normal)) > 0.05);
          expect(reach({ origin, direction }, { centre, normal, radius })).toBeCloseTo(far, 5);
          // Turned away from it, the ray meets nothing.
          expect(reach({ origin, direction: direction.negate() }, { centre, normal, radius })).toBe(Infinity);
        },
      ),
    );
  });

  test("a ray along the plane meets nothing", () => {
    const disc = { centre: new Vector3(0, 0, -1), normal: new Vector3(0, 1, 0), radius: 0.1 };
    expect(reach(rayAt(0), disc)).toBe(Infinity);
  });

  test("what is behind the ray is not along it", () => {
    expect(alongRay(rayAt(0), new Vector3(0.3, 0.2, -2))).toBeCloseTo(2);
    expect(alongRay(rayAt(0), new Vector3(0, 0, 2))).toBe(0);
  });
});

describe("snapping", () => {
  const targets = [targetAt(0, 0.02), targetAt(0.046, 0.02)];
  const [left, right] = targets;

  test("a ray that trembles between two neighbours stays with the first", () => {
    fc.assert(
      fc.property(fc.array(number(-0.002, 0.002), { minLength: 50, maxLength: 50 }), (tremor) => {
        const snap = new Snap();
        snap.update(rayAt(0.015), targets, false);
        for (const x of tremor) expect(snap.update(rayAt(0.023 + x), targets, false)).toBe(left);
      }),
    );
  });

  test("it goes over to the neighbour that is met, and lets go beside everything", () => {
    const snap = new Snap();
    expect(snap.update(rayAt(0), targets, false)).toBe(left);
    expect(snap.update(rayAt(0.04), targets, false)).toBe(right);
    expect(snap.update(rayAt(0.2), targets, false)).toBeNull();
    expect(snap.update(rayAt(0.021), [targets[0] ?? targetAt(0, 1)], false)).toBe(left);
    expect(snap.update(rayAt(0.03), [targets[0] ?? targetAt(0, 1)], false)).toBeNull();
  });

  test("a pinch that pulls the ray aside does not change what is meant", () => {
    const snap = new Snap();
    snap.update(rayAt(0), targets, false);
    expect(snap.update(rayAt(0.037), targets, true)).toBe(left);
    expect(snap.update(rayAt(0.037), targets, false)).toBe(right);
  });

  test("something that is gone is let go of, even while it is pressed", () => {
    const snap = new Snap();
    snap.update(rayAt(0), targets, true);
    expect(snap.update(rayAt(0), [], true)).toBeNull();
  });
});

describe("the steady ray", () => {
  test("a trembling hand trembles less than half as much, and a quick look is followed within 100 ms", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), number(5, 11), (seed, frequency) => {
        const ray = new SteadyRay();
        let worst = 0;
        const amplitude = 0.004;
        for (let i = 0; i < 144; i++) {
          const t = i / 72;
          const x = amplitude * Math.sin(2 * Math.PI * frequency * t + seed);
          ray.add(new Vector3(), new Vector3(x, 0, -1).normalize(), t * 1000);
          if (i > 36) worst = Math.max(worst, Math.abs(ray.direction.x));
        }
        expect(worst).toBeLessThan(amplitude / 2);
        for (let i = 144; i < 152; i++) ray.add(new Vector3(), new Vector3(0.5, 0, -1).normalize(), (i / 72) * 1000);
        expect(ray.direction.angleTo(new Vector3(0.5, 0, -1))).toBeLessThan(0.02);
        expect(ray.direction.length()).toBeCloseTo(1, 6);
      }),
    );
  });
});

describe("dwelling", () => {
  test("a look of 1.2 s chooses, once, with a ring that fills", () => {
    const dwell = new Dwell();
    const dish = targetAt(0, 0.1, "dish");
    const chosen: number[] = [];
    let last = 0;
    for (let now = 0; now <= 4000; now += 10) {
      if (dwell.update(dish, now)) chosen.push(now);
      else if (chosen.length === 0) {
        expect(dwell.progress).toBeGreaterThanOrEqual(last);
        last = dwell.progress;
      }
    }
    expect(chosen).toEqual([1200]);
    expect(last).toBeGreaterThan(0.98);
    expect(dwell.progress).toBe(0);
  });

  test("moving on takes it back, and coming again starts anew", () => {
    const dwell = new Dwell();
    const [a, b] = [targetAt(0, 0.1), targetAt(1, 0.1)];
    dwell.update(a, 0);
    expect(dwell.update(b, 1100)).toBe(false);
    expect(dwell.progress).toBe(0);
    expect(dwell.update(b, 2200)).toBe(false);
    expect(dwell.update(a, 2250)).toBe(false);
    expect(dwell.update(null, 3600)).toBe(false);
    expect(dwell.update(a, 3700)).toBe(false);
    expect(dwell.update(a, 4950)).toBe(true);
  });
});

describe("presses", () => {
  const record = () => {
    const calls: string[] = [];
    const presses = new Presses({
      onActivate: (target) => void calls.push(target === null ? "nothing" : target.kind),
      onCompare: (shown) => void calls.push(`compare ${shown}`),
    });
    return { calls, presses };
  };
  const dish = targetAt(0, 0.1, "dish");
  const choice = targetAt(1, 0.1, "choice");

  test.each([
    ["a short press on a dish chooses it", dish, 399, ["dish"]],
    ["a long one compares until it is released", dish, 400, ["compare true", "compare false"]],
    ["a button is chosen however long it was pressed", choice, 3000, ["choice"]],
    ["beside everything a press means that, too", null, 100, ["nothing"]],
  ] as const)("%s", (_, target, time, expected) => {
    const { calls, presses } = record();
    presses.start(1, target, 0);
    for (let now = 0; now <= time; now += 1) presses.update(now);
    presses.select(1, target, time);
    presses.end(1);
    expect(calls).toEqual(expected);
  });

  test("a press that ends elsewhere, or is broken off, is taken back", () => {
    const { calls, presses } = record();
    presses.start(1, dish, 0);
    presses.select(1, choice, 100);
    presses.end(1);
    presses.start(1, dish, 200);
    presses.end(1);
    presses.update(2000);
    expect(calls).toEqual([]);
  });

  test("whatever several pointers do, comparing begins and ends in turn, and ends when all have let go", () => {
    const step = fc.record({
      pointer: fc.integer({ min: 1, max: 3 }),
      what: fc.constantFrom("start", "select", "end", "squeeze", "unsqueeze", "wait", "clear"),
      target: fc.constantFrom(dish, choice, null),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { calls, presses } = record();
        let now = 0;
        for (const { pointer, what, target } of steps) {
          if (what === "start") presses.start(pointer, target, now);
          else if (what === "select") presses.select(pointer, target, now);
          else if (what === "end") presses.end(pointer);
          else if (what === "clear") presses.clear();
          else if (what === "wait") now += 250;
          else presses.squeeze(pointer, what === "squeeze");
          presses.update(now);
        }
        for (const pointer of [1, 2, 3]) presses.end(pointer);
        const compares = calls.filter((call) => call.startsWith("compare"));
        compares.forEach((call, i) => expect(call).toBe(`compare ${i % 2 === 0}`));
        expect(compares.length % 2).toBe(0);
      }),
    );
  });
});

describe("touching", () => {
  const button = targetAt(0, 0.02);
  const plate = targetAt(0.2, 0.1, "dish");
  const tip = (x: number, z: number) => new Vector3(x, 0, -1 + z);

  test("a finger tip that comes from the front touches once, until it has gone back", () => {
    const touch = new Touch();
    const touched = [0.1, 0.05, 0.02, 0.005, 0.002, -0.005, 0.015, 0.004, 0.04, 0.006].map(
      (z) => touch.update(tip(0, z), [button]) === button,
    );
    expect(touched).toEqual([false, false, false, true, false, false, false, false, false, true]);
  });

  test("from behind, from the side, and on dishes nothing is touched", () => {
    const touch = new Touch();
    for (const z of [-0.04, -0.01, 0.005]) expect(touch.update(tip(0, z), [button])).toBeNull();
    const other = new Touch();
    for (const x of [0.05, 0.03, 0.01]) expect(other.update(tip(x, 0.002), [button])).toBeNull();
    for (const z of [0.1, 0.01, 0]) expect(other.update(tip(0.2, z), [plate])).toBeNull();
  });
});
