import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PoseHistory, rigidOf, rotationOf, type Matrix } from "../../../src/space";

/** Moves along x at 1 m/s and turns around y at 1 rad/s. */
function poseAt(ms: number): Matrix {
  const angle = ms / 1000;
  return rigidOf({ x: ms / 1000, y: 1, z: 0 }, { x: 0, y: Math.sin(angle / 2), z: 0, w: Math.cos(angle / 2) });
}

function expectPose(found: Matrix | null, ms: number): void {
  expect(found?.[12]).toBeCloseTo(ms / 1000, 4);
  if (found === null) return;
  expect(2 * Math.asin(rotationOf(found).y)).toBeCloseTo(ms / 1000, 4);
}

describe("PoseHistory", () => {
  it("knows the poses between those recorded", () => {
    const history = new PoseHistory();
    for (let ms = 0; ms <= 500; ms += 11) history.record(ms, poseAt(ms));
    fc.assert(fc.property(fc.double({ min: 0, max: 495, noNaN: true }), (ms) => expectPose(history.at(ms), ms)));
  });

  it("forgets the oldest, and still knows the others", () => {
    const history = new PoseHistory({ capacity: 10 });
    for (let ms = 0; ms <= 1000; ms += 10) history.record(ms, poseAt(ms));
    expect(history.at(905)).toBeNull();
    expectPose(history.at(915), 915);
    expectPose(history.at(1000), 1000);
  });

  it("goes on a little after the newest, and no further", () => {
    const history = new PoseHistory();
    for (let ms = 0; ms <= 100; ms += 10) history.record(ms, poseAt(ms));
    expectPose(history.at(130), 130);
    expect(history.at(141)).toBeNull();
  });

  it("says nothing of gaps and of the time before", () => {
    const history = new PoseHistory();
    expect(history.at(0)).toBeNull();
    history.record(100, poseAt(100));
    expectPose(history.at(120), 100);
    history.record(500, poseAt(500));
    expect(history.at(99)).toBeNull();
    expect(history.at(300)).toBeNull();
    // No speed is made of a gap.
    expectPose(history.at(520), 500);
  });

  it("leaves out what comes late, and can be cleared", () => {
    const history = new PoseHistory();
    history.record(100, poseAt(100));
    history.record(90, poseAt(500));
    history.record(100, poseAt(500));
    expectPose(history.at(100), 100);
    history.clear();
    expect(history.at(100)).toBeNull();
    history.record(50, poseAt(50));
    expectPose(history.at(50), 50);
  });
});
