import { describe, expect, test } from "vitest";
import { calibrate } from "../../../src/calibration/maths/calibrate";
import type { CalibrationRefusedError } from "../../../src/calibration/maths/errors";
import { conjugate, fromVector, multiply, toVector } from "../../../src/calibration/maths/rotation";
import type { Recording } from "../../../src/calibration/maths/types";
import { gaussianFrom, GUIDED, randomFrom, record, truthOf } from "./synthetic";

const patient = { timeout: 60_000 };

function refusal(recording: Recording): string {
  try {
    calibrate(recording);
    return "taken";
  } catch (error) {
    return (error as CalibrationRefusedError).reason;
  }
}

describe("a minute before the card", () => {
  test.each([11, 22, 33])("tells the camera of seed %i, through noise of pixels and poses", patient, (seed) => {
    const truth = truthOf(randomFrom(seed));
    const measured = calibrate(record({ truth, seed }));
    expect(Math.abs(measured.delay - truth.delay)).toBeLessThan(3);
    expect(Math.abs(measured.focal / Math.exp(truth.logFocal) - 1)).toBeLessThan(0.01);
    const turn = toVector(multiply(conjugate(truth.camera.rotation), measured.camera.rotation));
    expect((Math.hypot(...turn) * 180) / Math.PI).toBeLessThan(0.3);
    expect(Math.abs(measured.cx - truth.cx)).toBeLessThan(0.005);
    expect(Math.abs(measured.cy - truth.cy)).toBeLessThan(0.005);
    for (const axis of [0, 1, 2] as const)
      expect(Math.abs(measured.camera.position[axis] - truth.camera.position[axis])).toBeLessThan(0.006);
    expect(Math.abs(measured.spacing / Math.exp(truth.logSpacing) - 1)).toBeLessThan(0.01);
    // What it says of itself is neither too proud nor empty.
    expect(measured.delaySpread).toBeGreaterThan(0.1);
    expect(measured.delaySpread).toBeLessThan(3);
  });

  test("is exact where nothing is noisy", patient, () => {
    const truth = { ...truthOf(randomFrom(5)), delay: 0 };
    const measured = calibrate(record({ truth, seed: 5, pixelNoise: 0, poseNoise: [0, 0] }));
    expect(Math.abs(measured.delay)).toBeLessThan(0.5);
    expect(Math.abs(measured.focal / Math.exp(truth.logFocal) - 1)).toBeLessThan(0.001);
    expect(measured.residual).toBeLessThan(1e-4);
  });

  test("stands a headset that loses itself, and a card that is often not found", patient, () => {
    const truth = truthOf(randomFrom(6));
    const whole = record({ truth, seed: 6, hits: 0.45 });
    const poses = whole.poses
      .filter(({ time }) => time % 9000 > 700)
      // Now and then a pose is elsewhere altogether.
      .map((pose, i) =>
        i % 400 === 7 ? { ...pose, rotation: multiply(pose.rotation, fromVector([0, 0.03, 0])) } : pose,
      );
    const measured = calibrate({ ...whole, poses });
    expect(Math.abs(measured.delay - truth.delay)).toBeLessThan(3);
    expect(Math.abs(measured.focal / Math.exp(truth.logFocal) - 1)).toBeLessThan(0.01);
  });
});

describe("what says too little is refused", () => {
  const truth = truthOf(randomFrom(7));

  test("a card that was hardly seen", () => {
    expect(refusal(record({ truth, seed: 7, hits: 0.1 }))).toBe("rarely-seen");
    expect(refusal({ poses: [], sightings: [], aspect: 4 / 3 })).toBe("rarely-seen");
  });

  test("a head that was not turned, or not moved", () => {
    expect(refusal(record({ truth, seed: 7, motion: { ...GUIDED, roll: 1 } }))).toBe("little-turn");
    expect(refusal(record({ truth, seed: 7, motion: { ...GUIDED, yaw: 2 } }))).toBe("little-turn");
    expect(refusal(record({ truth, seed: 7, motion: { ...GUIDED, shift: 0.01 } }))).toBe("little-shift");
  });

  test("a head that moved too slowly for the delay", patient, () => {
    expect(
      refusal(record({ truth, seed: 7, motion: { ...GUIDED, roll: 20, speed: 0.1 }, length: 600, hits: 0.15 })),
    ).toBe("too-slow");
  });

  test("discs that no camera shows so", patient, () => {
    const whole = record({ truth, seed: 7 });
    const gaussian = gaussianFrom(randomFrom(8));
    const shaken = whole.sightings.map((sighting) => {
      const [x, y] = [gaussian() * 0.03, gaussian() * 0.03];
      return { ...sighting, points: sighting.points.map((value, i) => value + (i % 2 === 0 ? x : y)) };
    });
    expect(refusal({ ...whole, sightings: shaken })).toBe("poor-fit");
  });
});
