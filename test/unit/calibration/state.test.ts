import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { CameraDeniedError } from "../../../src/capture/errors";
import type { Measurement } from "../../../src/calibration/maths/calibrate";
import { type Bench, Calibration, type Unsupported } from "../../../src/calibration/state";
import { loadCalibration } from "../../../src/immersive/camera/calibration";

const measurement: Measurement = {
  delay: 57.2,
  delaySpread: 0.6,
  focal: 0.7,
  focalSpread: 0.003,
  cx: 0.5,
  cy: 0.37,
  camera: { position: [0.03, 0, -0.06], rotation: [0, 0, 0, 1] },
  turnSpread: 0.1,
  residual: 0.0014,
  spacing: 0.02,
  frames: 400,
};
const nothing = { poses: [], sightings: [], aspect: 4 / 3 };

function streamOf(label: string): MediaStream {
  return { getVideoTracks: () => [{ label }] } as unknown as MediaStream;
}

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    length: 0,
    key: () => null,
    clear: () => kept.clear(),
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

function benchWith(changes: Partial<Bench>, why: Unsupported | null = null): Bench {
  return {
    watch: (onChange) => onChange(why),
    openCamera: () => Promise.resolve(streamOf("camera 2, facing back")),
    measure: () => Promise.resolve(nothing),
    solve: () => Promise.resolve({ kind: "measured", measurement }),
    now: () => new Date("2026-11-21T12:00:00Z"),
    ...changes,
  };
}

beforeAll(() => {
  vi.stubGlobal("navigator", { userAgent: "Mozilla/5.0 (X11; Linux x86_64; Quest 3) AppleWebKit/537.36" });
});
afterAll(() => {
  vi.unstubAllGlobals();
});

describe("a measurement", () => {
  test("goes from the camera to a result, which is stored only when it is taken", async () => {
    const storage = memory();
    const calibration = new Calibration(benchWith({}), storage);
    expect(calibration.phase.value.kind).toBe("ready");
    await calibration.measure();
    expect(calibration.phase.value.kind).toBe("ready");
    await calibration.openCamera();
    await calibration.measure();
    expect(calibration.phase.value.kind).toBe("measured");
    expect(storage.getItem("mealshift.cameras")).toBeNull();
    calibration.use();
    expect(calibration.phase.value).toMatchObject({ kind: "stored", kept: true });
    const stored = loadCalibration(storage, "Quest 3 · camera 2, facing back");
    expect(stored).toMatchObject({
      latencyMs: 57.2,
      fx: 0.7,
      fy: 0.7,
      aspect: 4 / 3,
      residual: 1.4,
      device: "Quest 3",
    });
    expect(Object.keys(calibration.saved.value)).toHaveLength(1);
  });

  test("that is refused or fails says which, stores nothing, and can be begun again", async () => {
    const storage = memory();
    const refused = new Calibration(
      benchWith({ solve: () => Promise.resolve({ kind: "refused", reason: "too-slow", message: "" }) }),
      storage,
    );
    await refused.openCamera();
    await refused.measure();
    expect(refused.phase.value).toEqual({ kind: "refused", reason: "too-slow" });
    refused.use();
    expect(storage.getItem("mealshift.cameras")).toBeNull();
    refused.again();
    expect(refused.phase.value.kind).toBe("ready");

    const denied = new Calibration(
      benchWith({ openCamera: () => Promise.reject(new CameraDeniedError("refused")) }),
      storage,
    );
    await denied.openCamera();
    expect(denied.phase.value).toEqual({ kind: "failed", error: "CameraDeniedError" });
  });

  test("that cannot be stored is said, and can be exported", async () => {
    const calibration = new Calibration(benchWith({}), null);
    await calibration.openCamera();
    await calibration.measure();
    calibration.use();
    expect(calibration.phase.value).toMatchObject({ kind: "stored", kept: false });
    expect(calibration.export()).toContain("57.2");
  });
});

test("a headset that comes later makes the page ready; one that goes does not end what runs", async () => {
  let tell: (why: Unsupported | null) => void = () => undefined;
  const calibration = new Calibration(
    benchWith({
      watch: (onChange) => {
        tell = onChange;
      },
    }),
    memory(),
  );
  expect(calibration.phase.value.kind).toBe("checking");
  tell("no-ar");
  expect(calibration.phase.value).toEqual({ kind: "unsupported", why: "no-ar" });
  tell(null);
  await calibration.openCamera();
  tell("no-ar");
  expect(calibration.phase.value.kind).toBe("camera");
});

test("what is exported is imported on another device; a file that is none changes nothing", async () => {
  const calibration = new Calibration(benchWith({}), memory());
  await calibration.openCamera();
  await calibration.measure();
  calibration.use();
  const other = new Calibration(benchWith({}), memory());
  other.import("{");
  expect(other.fault.value).toBe("CalibrationFileError");
  expect(other.saved.value).toEqual({});
  other.import(calibration.export());
  expect(other.fault.value).toBeNull();
  expect(other.saved.value).toEqual(calibration.saved.value);
  const [key = ""] = Object.keys(other.saved.value);
  other.delete(key);
  expect(other.saved.value).toEqual({});
});
