import { CameraBusyError, CameraDeniedError, CameraMissingError, CameraUnsupportedError } from "./errors";

export type Facing = "environment" | "user";

/** Which camera to open. A `deviceId` that is no longer there is ignored; `facing` is a wish. */
export interface CameraOptions {
  readonly deviceId?: string;
  /** Default "environment": the camera that looks at the meal. */
  readonly facing?: Facing;
}

/** The part of `navigator.mediaDevices` that opening a camera needs. */
export type CameraGate = Pick<MediaDevices, "getUserMedia">;

/** Wide enough for a 512-pixel dish, small enough for a phone to upload 30 times a second. */
const IDEAL = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } } as const;

/**
 * Opens a camera. A constraint that no camera can meet (most often the id of one that was unplugged) is dropped
 * and the rest is tried again.
 *
 * @throws CameraDeniedError, CameraBusyError, CameraMissingError, CameraUnsupportedError
 */
export async function requestCamera(gate: CameraGate | undefined, options: CameraOptions): Promise<MediaStream> {
  if (!gate) {
    throw new CameraUnsupportedError(
      globalThis.isSecureContext
        ? "This browser has no camera API. Open the page in a current Chrome, Edge, Firefox or Safari."
        : "Cameras work on HTTPS pages and on localhost only. Open this page by its https:// address.",
    );
  }
  const constraints = cameraConstraints(options);
  for (;;) {
    try {
      return await gate.getUserMedia({ video: constraints, audio: false });
    } catch (cause) {
      if (!dropUnmetConstraint(constraints, cause)) throw cameraError(cause);
    }
  }
}

function cameraConstraints({ deviceId, facing = "environment" }: CameraOptions): MediaTrackConstraints {
  return deviceId ? { ...IDEAL, deviceId: { exact: deviceId } } : { ...IDEAL, facingMode: { ideal: facing } };
}

/** Removes the constraint that `cause` complains of; false when there is nothing (more) to remove. */
function dropUnmetConstraint(constraints: MediaTrackConstraints, cause: unknown): boolean {
  if (errorName(cause) !== "OverconstrainedError") return false;
  const named = typeof cause === "object" && cause !== null && "constraint" in cause ? cause.constraint : undefined;
  const unmet = Object.keys(constraints).find((key) => key === named) ?? Object.keys(constraints)[0];
  return unmet !== undefined && Reflect.has(constraints, unmet) && Reflect.deleteProperty(constraints, unmet);
}

/** The named error for what getUserMedia rejected with; old names that HoloLens and kiosks still send included. */
export function cameraError(cause: unknown): Error {
  switch (errorName(cause)) {
    case "NotAllowedError":
    case "PermissionDeniedError":
    case "SecurityError":
      return new CameraDeniedError(
        "The camera was refused. Allow it in the address bar's permissions and in the system's privacy settings.",
        { cause },
      );
    case "NotFoundError":
    case "DevicesNotFoundError":
    case "OverconstrainedError":
      return new CameraMissingError("No camera was found. Connect one, or use a photo, a video or the demo scene.", {
        cause,
      });
    case "TypeError":
    case "NotSupportedError":
      return new CameraUnsupportedError(`This browser cannot open a camera: ${errorMessage(cause)}.`, { cause });
    default:
      return new CameraBusyError(
        `The camera could not be opened (${errorMessage(cause)}). Close other programs that use it and try again.`,
        { cause },
      );
  }
}

function errorName(cause: unknown): string {
  // OverconstrainedError is no Error in some browsers, so the name is read and the class is not asked.
  return typeof cause === "object" && cause !== null && "name" in cause ? String(cause.name) : "";
}

function errorMessage(cause: unknown): string {
  return cause instanceof Error && cause.message !== "" ? cause.message : errorName(cause) || String(cause);
}
