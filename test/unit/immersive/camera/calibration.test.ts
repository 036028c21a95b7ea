import { expect, test } from "vitest";
import {
  calibrationKey,
  CalibrationFileError,
  deleteCalibration,
  deviceModel,
  exportCalibrations,
  listCalibrations,
  loadCalibration,
  type MeasuredCalibration,
  parseCalibrations,
  saveCalibration,
} from "../../../../src/immersive/camera/calibration";

const measured: MeasuredCalibration = {
  latencyMs: 52,
  fx: 0.68,
  fy: 0.68,
  cx: 0.5,
  cy: 0.375,
  aspect: 4 / 3,
  position: [0.03, -0.01, -0.06],
  rotation: [Math.sin(-0.09), 0, 0, Math.cos(0.09)],
  camera: "camera 2, facing back",
  device: "Quest 3",
  measuredAt: "2026-11-21T20:00:00.000Z",
  residual: 0.6,
  latencySpread: 1,
  rotationSpread: 0.1,
};

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (index) => [...kept.keys()][index] ?? null,
    clear: () => kept.clear(),
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

test("a calibration is kept for its device and its camera, and deleted", () => {
  const storage = memory();
  const key = calibrationKey(
    measured.camera,
    "Mozilla/5.0 (X11; Linux x86_64; Quest 3) AppleWebKit/537.36 (KHTML, like Gecko) OculusBrowser/40.0 VR Safari/537.36",
  );
  expect(key).toBe("Quest 3 · camera 2, facing back");
  expect(saveCalibration(storage, key, measured)).toBe(true);
  expect(saveCalibration(storage, "other", { ...measured, latencyMs: 10 })).toBe(true);
  expect(loadCalibration(storage, key)).toEqual(measured);
  deleteCalibration(storage, key);
  expect(loadCalibration(storage, key)).toBeNull();
  expect(loadCalibration(storage, "other")?.latencyMs).toBe(10);
  deleteCalibration(storage, "other");
  expect(storage.length).toBe(0);
});

test("models are read from user agents", () => {
  expect(deviceModel("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36")).toBe("K");
  expect(deviceModel("")).toBe("");
});

test("a spoiled entry does not cost the others, and storage that refuses is said", () => {
  const storage = memory();
  storage.setItem("mealshift.cameras", JSON.stringify({ good: measured, bad: { ...measured, fx: -1 } }));
  expect(Object.keys(listCalibrations(storage))).toEqual(["good"]);
  for (const text of ["{", "null", "[3]"]) {
    storage.setItem("mealshift.cameras", text);
    expect(listCalibrations(storage)).toEqual({});
  }
  expect(listCalibrations(null)).toEqual({});
  expect(saveCalibration(null, "key", measured)).toBe(false);
  const full = memory();
  full.setItem = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  expect(saveCalibration(full, "key", measured)).toBe(false);
});

test("what is exported can be imported; what is none is refused by the field that is wrong", () => {
  expect(parseCalibrations(exportCalibrations({ key: measured }))).toEqual({ key: measured });
  expect(() => parseCalibrations("no JSON")).toThrow(CalibrationFileError);
  const turned = { key: { ...measured, rotation: [1, 1, 0, 0] } };
  expect(() => parseCalibrations(JSON.stringify(turned))).toThrow(/key\.rotation: not of length 1/);
  expect(() => parseCalibrations(JSON.stringify({ key: { ...measured, latencyMs: 1e9 } }))).toThrow(/latencyMs/);
});
