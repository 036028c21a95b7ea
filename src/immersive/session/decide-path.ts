import type { CameraPath } from "../types";

/** What became of a camera stream beside the session. `not-asked`: on phones, where the session has the camera. */
export type StreamOutcome = "open" | "not-asked" | "denied" | "missing" | "failed";

/** Why frames come the way they come. */
export type PathReason =
  /** The session gives its camera's pictures. */
  | "session-camera"
  /** It does not, and the device's camera is open beside it. */
  | "headset-camera";

/** Why there are none. */
export type BlindReason =
  /** The session gives no pictures, and a phone has no camera for anyone else meanwhile. */
  "phone-without-access" | "stream-denied" | "stream-missing" | "stream-failed";

export interface PathInputs {
  readonly cameraAccess: boolean;
  readonly stream: StreamOutcome;
}

/** `path` is null where a session would see nothing. */
export type PathDecision =
  | { readonly path: CameraPath; readonly reason: PathReason }
  | { readonly path: null; readonly reason: BlindReason };

const withoutAccess: Readonly<Record<StreamOutcome, PathDecision>> = {
  open: { path: "passthrough", reason: "headset-camera" },
  "not-asked": { path: null, reason: "phone-without-access" },
  denied: { path: null, reason: "stream-denied" },
  missing: { path: null, reason: "stream-missing" },
  failed: { path: null, reason: "stream-failed" },
};

/** The session's own pictures are best: their poses are exact. Else those of a camera beside it, if one is open. */
export const decidePath = ({ cameraAccess, stream }: PathInputs): PathDecision =>
  cameraAccess ? { path: "raw-camera", reason: "session-camera" } : withoutAccess[stream];

/** Browsers of headsets that call themselves Android. */
const headset = /OculusBrowser|Quest|PicoBrowser|Wolvic|Helio| VR | XR[;)]/;

/**
 * Whether a camera stream is opened before the session. Not on handheld Android: there the session takes the camera, a
 * second holder makes one of both fail, and `camera-access` is the way.
 */
export const opensStream = (userAgent: string): boolean => !/Android/.test(userAgent) || headset.test(userAgent);
