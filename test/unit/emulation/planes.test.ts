import * as fc from "fast-check";
import { Matrix4, Vector3 } from "three";
import { expect, test } from "vitest";
import { hitPlanes, TABLE } from "../../../src/emulation/room/planes";

/** Room from ray. */
function rayTo(from: Vector3, to: Vector3): number[] {
  return new Matrix4().lookAt(from, to, new Vector3(0.1, 1, 0.05)).setPosition(from).elements;
}

const within = (min: number, max: number) => fc.double({ min, max, noNaN: true });

test("a ray from above meets the table where it was aimed at, then the floor, each with its normal", () => {
  fc.assert(
    fc.property(
      within(-1, 1),
      within(0.9, 1.8),
      within(-0.6, 0.5),
      within(-0.6, 0.6),
      within(-0.9, -0.3),
      (x, y, z, toX, toZ) => {
        const target = new Vector3(toX, TABLE.height, toZ);
        const [table, ...behind] = hitPlanes(rayTo(new Vector3(x, y, z), target));
        const hit = new Matrix4().fromArray(Array.from(table ?? []));
        expect(new Vector3().setFromMatrixPosition(hit).distanceTo(target)).toBeLessThan(1e-5);
        expect(new Vector3(0, 1, 0).transformDirection(hit).y).toBeCloseTo(1, 6);
        expect(behind.length).toBeGreaterThanOrEqual(1);
      },
    ),
  );
});

test("a ray beside the table meets the floor, one at a wall the wall, and one from below nothing of the table", () => {
  const [floor] = hitPlanes(rayTo(new Vector3(1.5, 1, 1), new Vector3(1.6, 0, 1.2)));
  expect(floor?.[13]).toBeCloseTo(0, 6);
  const [wall] = hitPlanes(rayTo(new Vector3(0, 1.3, 0), new Vector3(0.2, 1.5, -3)));
  expect(wall?.[14]).toBeCloseTo(-3, 5);
  const fromBelow = hitPlanes(rayTo(new Vector3(0, 0.3, -0.5), new Vector3(0, 1, -0.6)));
  expect(fromBelow.every((pose) => pose[13] !== TABLE.height)).toBe(true);
});
