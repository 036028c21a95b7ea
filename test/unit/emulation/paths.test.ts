import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadPath, samplePath } from "../../../src/emulation/paths";
import type { PathName, Pose } from "../../../src/emulation/types";

const names: readonly PathName[] = ["still", "slow", "fast", "around"];

function distance(a: Pose, b: Pose): number {
  return Math.hypot(...a.position.map((value, axis) => value - (b.position[axis] ?? 0)));
}

describe.each(names)("the path %s", (name) => {
  test("is smooth, also where it begins again, and its turns are turns", async () => {
    const path = await loadPath(name);
    const length = (path.poses.length / path.rate) * 1000;
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4 * length, noNaN: true }), (time) => {
        const pose = samplePath(path, time);
        expect(Math.hypot(...pose.orientation)).toBeCloseTo(1, 5);
        // A head moves by less than two metres a second.
        expect(distance(pose, samplePath(path, time + 5))).toBeLessThan(0.01);
        expect(distance(pose, samplePath(path, time + length))).toBeLessThan(1e-6);
      }),
    );
  });
});

test("the still path trembles and stays, the fast one moves", async () => {
  const reach = async (name: PathName) => {
    const path = await loadPath(name);
    const first = samplePath(path, 0);
    return Math.max(...path.poses.map((_, index) => distance(samplePath(path, (index / path.rate) * 1000), first)));
  };
  expect(await reach("still")).toBeGreaterThan(0.001);
  expect(await reach("still")).toBeLessThan(0.015);
  expect(await reach("fast")).toBeGreaterThan(0.1);
  expect(await reach("around")).toBeGreaterThan(0.3);
});

test("a path without poses is refused", () => {
  expect(() => samplePath({ rate: 60, poses: [] }, 0)).toThrow(RangeError);
});
