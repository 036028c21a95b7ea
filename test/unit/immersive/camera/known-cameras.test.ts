import { describe, expect, test } from "vitest";
import { calibrationOf } from "../../../../src/immersive/camera";
import { calibrationKey, type CalibrationStorage, saveCalibration } from "../../../../src/immersive/camera/calibration";
import { offsetOf, projectionFor } from "../../../../src/immersive/camera/passthrough/lens";
import { intrinsicsOf, transformDirection } from "../../../../src/space";

const quest = "Mozilla/5.0 (X11; Linux x86_64; Quest 3) AppleWebKit/537.36 OculusBrowser/40 Chrome/142 Safari/537.36";
const unknown = "Mozilla/5.0 (X11; Linux x86_64; Visor 9) AppleWebKit/537.36 Chrome/142 Safari/537.36";

function memory(): CalibrationStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

describe("what is known of a camera", () => {
  test("is a guess for a headset that nobody measured, and said to be one", () => {
    const { calibration, origin } = calibrationOf("camera 7", null, unknown);
    expect(origin).toBe("assumed");
    expect(calibration.fx).toBeCloseTo(0.5 / Math.tan((35 * Math.PI) / 180), 6);
  });

  test("is what is known of its kind, by model or by label", () => {
    const head = calibrationOf("camera2 1, facing back", memory(), quest);
    expect(head.origin).toBe("assumed");
    // It looks down.
    expect(transformDirection(offsetOf(head.calibration), { x: 0, y: 0, z: -1 }).y).toBeCloseTo(
      Math.sin((-11 * Math.PI) / 180),
      5,
    );
    expect(calibrationOf("QC Back Camera", null, unknown).origin).toBe("published");
  });

  test("is what was measured on this device, before anything else", () => {
    const storage = memory();
    const { calibration } = calibrationOf("left", null, unknown);
    const measured = {
      ...calibration,
      latencyMs: 77,
      camera: "left",
      device: "Quest 3",
      measuredAt: "2026-11-21T10:00:00.000Z",
      residual: 1,
      latencySpread: 1,
      rotationSpread: 0.1,
    };
    expect(saveCalibration(storage, calibrationKey("left", quest), measured)).toBe(true);
    expect(calibrationOf("left", storage, quest)).toMatchObject({ origin: "measured", calibration: { latencyMs: 77 } });
    expect(calibrationOf("right", storage, quest).origin).toBe("assumed");
    expect(calibrationOf("left", storage, unknown).origin).toBe("assumed");
  });
});

describe("the lens", () => {
  const { calibration } = calibrationOf("", null, unknown);

  test("is that of the calibration for pictures of its shape, of any size", () => {
    for (const [width, height] of [
      [640, 480],
      [1280, 960],
    ] as const) {
      const { fx, fy, cx, cy } = intrinsicsOf(projectionFor(calibration, width, height), width, height);
      expect(fx / width).toBeCloseTo(calibration.fx, 5);
      expect(fy / width).toBeCloseTo(calibration.fy, 5);
      expect([cx / width, cy / height]).toEqual([expect.closeTo(0.5, 5), expect.closeTo(0.5, 5)]);
    }
  });

  test("keeps its middle in a picture that was cut above and below", () => {
    const { fx, cy } = intrinsicsOf(projectionFor({ ...calibration, cy: 0.4 }, 1280, 720), 1280, 720);
    expect(fx / 1280).toBeCloseTo(calibration.fx, 5);
    // 960 rows, of which 120 are cut off at the top: 0.4 x 1280 - 120.
    expect(cy).toBeCloseTo(392, 3);
  });
});
