import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  intrinsicsOf,
  invertRigid,
  meetPlane,
  pixelMatrix,
  positionOf,
  projectionOf,
  projectPoint,
  rayThrough,
  transformPoint,
} from "../../../src/space";
import { HEIGHT, point, projection, rigid, seated, WIDTH } from "./arbitraries";
import { lookAt } from "../../bench/registration/head-path";

describe("projectPoint", () => {
  it("sees x to the right, y down, the axis where the intrinsics say", () => {
    const lens = projectionOf({ fx: 500, fy: 510, cx: 330, cy: 200 }, WIDTH, HEIGHT);
    const view = { pose: lookAt({ x: 0, y: 0, z: 1 }, { x: 0, y: 0, z: 0 }), projection: lens, table: 1 };
    const m = pixelMatrix(view, WIDTH, HEIGHT);
    const middle = projectPoint(m, { x: 0, y: 0, z: 0 });
    expect(middle?.x).toBeCloseTo(330, 3);
    expect(middle?.y).toBeCloseTo(200, 3);
    expect(middle?.depth).toBeCloseTo(1, 5);
    const off = projectPoint(m, { x: 0.1, y: 0.1, z: 0 });
    expect(off?.x).toBeCloseTo(380, 3);
    expect(off?.y).toBeCloseTo(149, 3);
    expect(projectPoint(m, { x: 0, y: 0, z: 2 })).toBeNull();
  });

  it("is what the camera's own space says", () => {
    fc.assert(
      fc.property(rigid, projection, point, (pose, lens, p) => {
        const seen = projectPoint(pixelMatrix({ pose, projection: lens, table: 1 }, WIDTH, HEIGHT), p);
        const camera = transformPoint(invertRigid(pose), p);
        fc.pre(Math.abs(camera.z) > 0.05);
        if (camera.z > 0) {
          expect(seen).toBeNull();
          return;
        }
        const { fx, fy, cx, cy } = intrinsicsOf(lens, WIDTH, HEIGHT);
        expect(seen?.x).toBeCloseTo(cx + (fx * camera.x) / -camera.z, 1);
        expect(seen?.y).toBeCloseTo(cy - (fy * camera.y) / -camera.z, 1);
        expect(seen?.depth).toBeCloseTo(-camera.z, 5);
      }),
    );
  });

  it("is undone by the ray through the pixel", () => {
    fc.assert(
      fc.property(seated, point, (view, p) => {
        const seen = projectPoint(pixelMatrix(view, WIDTH, HEIGHT), p);
        fc.pre(seen !== null && seen.depth > 0.05);
        const { origin, direction } = rayThrough(view, WIDTH, HEIGHT, seen.x, seen.y);
        expect(Math.hypot(direction.x, direction.y, direction.z)).toBeCloseTo(1, 6);
        const away = Math.hypot(p.x - origin.x, p.y - origin.y, p.z - origin.z);
        expect(origin.x + away * direction.x).toBeCloseTo(p.x, 4);
        expect(origin.y + away * direction.y).toBeCloseTo(p.y, 4);
        expect(origin.z + away * direction.z).toBeCloseTo(p.z, 4);
        expect(origin).toEqual(positionOf(view.pose));
      }),
    );
  });
});

describe("meetPlane", () => {
  it("finds the level that a ray comes down to", () => {
    const met = meetPlane({ origin: { x: 1, y: 2, z: 3 }, direction: { x: 0.6, y: -0.8, z: 0 } }, 0.4);
    expect(met?.x).toBeCloseTo(2.2, 6);
    expect(met?.y).toBe(0.4);
    expect(met?.z).toBeCloseTo(3, 6);
  });

  it("finds none along the plane or behind the ray", () => {
    const origin = { x: 0, y: 1, z: 0 };
    expect(meetPlane({ origin, direction: { x: 1, y: 0, z: 0 } }, 0)).toBeNull();
    expect(meetPlane({ origin, direction: { x: 0, y: 1, z: 0 } }, 0)).toBeNull();
  });
});

describe("intrinsics", () => {
  it("are what the projection was made of", () => {
    fc.assert(
      fc.property(projection, (lens) => {
        const again = projectionOf(intrinsicsOf(lens, WIDTH, HEIGHT), WIDTH, HEIGHT);
        again.forEach((value, i) => expect(value).toBeCloseTo(lens[i] ?? Number.NaN, 5));
      }),
    );
  });
});
