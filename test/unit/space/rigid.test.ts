import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cameraView,
  identity,
  invertRigid,
  multiply,
  positionOf,
  rigidOf,
  rotationOf,
  slerp,
  transformDirection,
  transformPoint,
  type Matrix,
  type Vector,
} from "../../../src/space";
import { point, projection, rigid } from "./arbitraries";

function expectSame(a: Vector, b: Vector, digits = 5): void {
  expect(a.x).toBeCloseTo(b.x, digits);
  expect(a.y).toBeCloseTo(b.y, digits);
  expect(a.z).toBeCloseTo(b.z, digits);
}

function expectEqual(a: Matrix, b: Matrix): void {
  a.forEach((value, i) => expect(value).toBeCloseTo(b[i] ?? Number.NaN, 5));
}

describe("rigid transforms", () => {
  it("are undone by their inverse", () => {
    fc.assert(fc.property(rigid, (m) => expectEqual(multiply(m, invertRigid(m)), identity())));
  });

  it("follow each other as their product", () => {
    fc.assert(
      fc.property(rigid, rigid, point, (a, b, p) => {
        expectSame(transformPoint(multiply(a, b), p), transformPoint(a, transformPoint(b, p)));
      }),
    );
  });

  it("move points and turn directions", () => {
    fc.assert(
      fc.property(rigid, point, point, (m, p, q) => {
        const a = transformPoint(m, p);
        const b = transformPoint(m, q);
        const turned = transformDirection(m, { x: q.x - p.x, y: q.y - p.y, z: q.z - p.z });
        expectSame({ x: b.x - a.x, y: b.y - a.y, z: b.z - a.z }, turned);
      }),
    );
  });

  it("are made of a place and a turn, and give both back", () => {
    fc.assert(fc.property(rigid, (m) => expectEqual(rigidOf(positionOf(m), rotationOf(m)), m)));
  });

  it("turn evenly from one to another", () => {
    fc.assert(
      fc.property(rigid, rigid, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, t) => {
        const from = rotationOf(a);
        const to = rotationOf(b);
        const angle = (p: typeof from, q: typeof from) =>
          2 * Math.acos(Math.min(1, Math.abs(p.x * q.x + p.y * q.y + p.z * q.z + p.w * q.w)));
        const way = slerp(from, to, t);
        expect(angle(from, way)).toBeCloseTo(t * angle(from, to), 2);
        expect(angle(way, to)).toBeCloseTo((1 - t) * angle(from, to), 2);
      }),
    );
  });
});

describe("cameraView", () => {
  it("puts a camera's points where device, offset and table say", () => {
    fc.assert(
      fc.property(rigid, rigid, rigid, projection, point, (device, offset, pose, lens, p) => {
        const view = cameraView(device, offset, lens, { id: 3, pose });
        expect(view.table).toBe(3);
        const room = transformPoint(device, transformPoint(offset, p));
        expectSame(transformPoint(pose, transformPoint(view.pose, p)), room, 4);
        expectSame(transformPoint(cameraView(device, offset, lens, null).pose, p), room, 4);
      }),
    );
  });

  it("keeps no hold of the device's pose", () => {
    const device = identity();
    const view = cameraView(device, null, identity(), null);
    device[12] = 5;
    expect(view.pose[12]).toBe(0);
    expect(view.table).toBe(0);
  });
});
