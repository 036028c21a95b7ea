import {
  calibrationKey,
  type CalibrationStorage,
  type CameraCalibration,
  deviceModel,
  loadCalibration,
} from "./calibration";

export type { CameraCalibration };

/**
 * Where a calibration comes from: measured on this device, from what the maker publishes of its kind, or a guess. All but the
 * first are to be told of: dishes may lie beside themselves.
 */
export type CalibrationOrigin = "measured" | "published" | "assumed";

export interface FoundCalibration {
  readonly calibration: CameraCalibration;
  readonly origin: CalibrationOrigin;
}

interface KnownCamera {
  /** Of the device's model, or of the camera's label. */
  readonly model?: RegExp;
  readonly label?: RegExp;
  readonly origin: CalibrationOrigin;
  readonly calibration: CameraCalibration;
}

const KNOWN: readonly KnownCamera[] = [
  {
    // Lens and place as they are reported of single headsets; which of the two cameras a browser opens is not known.
    model: /^Quest 3S?$/,
    origin: "assumed",
    calibration: calibration({
      degrees: 73,
      aspect: 4 / 3,
      position: [0.032, -0.017, -0.062],
      pitch: -11,
      latencyMs: 60,
    }),
  },
  {
    // H-FOV: https://learn.microsoft.com/windows/mixed-reality/locatable-camera. Place and latency are guesses.
    label: /\bQC Back Camera\b/,
    origin: "published",
    calibration: calibration({ degrees: 64.7, aspect: 16 / 9, position: [0, 0.04, -0.05], pitch: -4, latencyMs: 90 }),
  },
];

/** Of a headset that nobody has measured: a lens of usual width between the eyes, that looks where the head does. */
const UNKNOWN: FoundCalibration = {
  origin: "assumed",
  calibration: calibration({ degrees: 70, aspect: 4 / 3, position: [0, 0, -0.05], pitch: 0, latencyMs: 50 }),
};

/** What is best known of a camera. @param camera Its label. */
export function calibrationOf(
  camera: string,
  storage: CalibrationStorage | null,
  userAgent: string = navigator.userAgent,
): FoundCalibration {
  const measured = loadCalibration(storage, calibrationKey(camera, userAgent));
  if (measured !== null) return { calibration: measured, origin: "measured" };
  const known = KNOWN.find(({ model, label }) => model?.test(deviceModel(userAgent)) ?? label?.test(camera) ?? false);
  return known ?? UNKNOWN;
}

interface Typical {
  /** Horizontal angle of the picture. */
  readonly degrees: number;
  readonly aspect: number;
  readonly position: CameraCalibration["position"];
  /** Degrees up from where the head looks. */
  readonly pitch: number;
  readonly latencyMs: number;
}

/** A lens without faults: its middle in the picture's, its pixels square. */
function calibration({ degrees, aspect, position, pitch, latencyMs }: Typical): CameraCalibration {
  const focal = 0.5 / Math.tan((degrees * Math.PI) / 360);
  const half = (pitch * Math.PI) / 360;
  return {
    latencyMs,
    fx: focal,
    fy: focal,
    cx: 0.5,
    cy: 0.5 / aspect,
    aspect,
    position,
    rotation: [Math.sin(half), 0, 0, Math.cos(half)],
  };
}
