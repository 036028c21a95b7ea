import type { XRDeviceConfig, XRInputSource, XRView } from "iwer";

type Eye = XRView["eye"];
type RayMode = XRInputSource["targetRayMode"];

/** Values of enumerations that IWER's types speak of and its package does not export. */
export const NO_EYE = named("none") as Eye;
export const LEFT_EYE = named("left") as Eye;
export const NO_HAND = named("none") as XRInputSource["handedness"];
export const SCREEN_RAY = named("screen") as RayMode;
export const GAZE_RAY = named("gaze") as RayMode;
export const SCREEN_SPACE = named("screen-space") as XRDeviceConfig["interactionMode"];

function named(value: string): unknown {
  return value;
}
