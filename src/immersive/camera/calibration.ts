import * as v from "valibot";
import { MealshiftError } from "../../net/errors";

/** A file of calibrations that is none, or has a number that no camera can have. `field` names what is wrong. */
export class CalibrationFileError extends MealshiftError {
  override readonly name = "CalibrationFileError";
  readonly field: string;
  constructor(field: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.field = field;
  }
}

const number = (least: number, most: number) => v.pipe(v.number(), v.minValue(least), v.maxValue(most));
const text = v.pipe(v.string(), v.maxLength(256));

const calibrationSchema = v.object({
  /**
   * ms. A frame of time t (`frameTime` of src/capture/frame-clock) shows the room as it was when the viewer's pose was that
   * of `t - latencyMs`, in a history kept by `XrMoment.now`. Negative where poses are predicted further than frames are late.
   */
  latencyMs: number(-100, 500),
  /** Focal lengths, in widths of the frame. */
  fx: number(0.1, 10),
  fy: number(0.1, 10),
  /** Principal point from the frame's left and top, both in widths of the frame. */
  cx: number(-1, 2),
  cy: number(-1, 2),
  /** Width by height of the frames that it was measured on. */
  aspect: number(0.2, 5),
  /** Where the camera sits in the viewer's space, metres (x to the right, y up, -z ahead). */
  position: v.strictTuple([number(-1, 1), number(-1, 1), number(-1, 1)]),
  /** How it is turned there: viewer from camera (which looks along its -z), a unit quaternion x, y, z, w. */
  rotation: v.pipe(
    v.strictTuple([number(-1, 1), number(-1, 1), number(-1, 1), number(-1, 1)]),
    v.check((rotation) => Math.abs(Math.hypot(...rotation) - 1) < 1e-3, "not of length 1"),
  ),
});

/** What must be known of a camera beside the session to give its frames a pose and a projection. */
export type CameraCalibration = Readonly<v.InferOutput<typeof calibrationSchema>>;

const measuredSchema = v.object({
  ...calibrationSchema.entries,
  /** The camera's label, and the device's model, as the browser tells them. */
  camera: text,
  device: text,
  /** When it was measured: ISO 8601. */
  measuredAt: v.pipe(v.string(), v.isoTimestamp()),
  /** Median distance between the marks seen and those foretold, in thousandths of the frame's width. */
  residual: number(0, 1000),
  /** Half width of the 95 % interval of the latency, ms, and of the rotation, degrees. */
  latencySpread: number(0, 1000),
  rotationSpread: number(0, 180),
});

/** A calibration that was measured on this device. */
export type MeasuredCalibration = Readonly<v.InferOutput<typeof measuredSchema>>;

/** By `calibrationKey`. */
export type Calibrations = Readonly<Record<string, MeasuredCalibration>>;

const fileSchema = v.record(text, measuredSchema);
const STORAGE_KEY = "mealshift.cameras";

/** The part of `Storage` that is used; it may throw (private windows, full quota). */
export type CalibrationStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** What a camera's calibration is kept by: the device's model, and the camera's label. */
export function calibrationKey(camera: string, userAgent: string = navigator.userAgent): string {
  return `${deviceModel(userAgent)} · ${camera}`;
}

/** Model of a device by its user agent, such as "Quest 3" of `(X11; Linux x86_64; Quest 3)`. */
export function deviceModel(userAgent: string = navigator.userAgent): string {
  const parts = /\(([^()]*)\)/.exec(userAgent)?.[1]?.split(";") ?? [];
  return parts.at(-1)?.trim() ?? "";
}

/** All that were measured on this device; what is spoiled is left out. */
export function listCalibrations(storage: CalibrationStorage | null): Calibrations {
  let stored: unknown;
  try {
    stored = JSON.parse(storage?.getItem(STORAGE_KEY) ?? "{}");
  } catch {
    return {};
  }
  if (typeof stored !== "object" || stored === null) return {};
  return Object.fromEntries(
    Object.entries(stored).flatMap(([key, value]) => {
      const read = v.safeParse(measuredSchema, value);
      return read.success ? [[key, read.output]] : [];
    }),
  );
}

/** The calibration of a camera, or null where none was measured. */
export function loadCalibration(storage: CalibrationStorage | null, key: string): MeasuredCalibration | null {
  return listCalibrations(storage)[key] ?? null;
}

/** Keeps a calibration. False where the browser refuses to store anything. */
export function saveCalibration(
  storage: CalibrationStorage | null,
  key: string,
  calibration: MeasuredCalibration,
): boolean {
  return store(storage, { ...listCalibrations(storage), [key]: calibration });
}

export function deleteCalibration(storage: CalibrationStorage | null, key: string): boolean {
  const { [key]: _gone, ...rest } = listCalibrations(storage);
  return store(storage, rest);
}

/** The text of a file with calibrations. */
export function exportCalibrations(calibrations: Calibrations): string {
  return `${JSON.stringify(calibrations, null, 2)}\n`;
}

/**
 * Reads what `exportCalibrations` wrote.
 * @throws CalibrationFileError
 */
export function parseCalibrations(content: string): Calibrations {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch (cause) {
    throw new CalibrationFileError("", "The file is no JSON. Choose one that this page exported.", { cause });
  }
  const read = v.safeParse(fileSchema, parsed);
  if (read.success) return read.output;
  const [issue] = read.issues;
  const field = v.getDotPath(issue) ?? "";
  throw new CalibrationFileError(
    field,
    `${field || "The file"}: ${issue.message}. Choose a file that this page exported.`,
  );
}

function store(storage: CalibrationStorage | null, calibrations: Calibrations): boolean {
  try {
    if (Object.keys(calibrations).length === 0) storage?.removeItem(STORAGE_KEY);
    else storage?.setItem(STORAGE_KEY, JSON.stringify(calibrations));
    return storage !== null;
  } catch {
    return false;
  }
}
