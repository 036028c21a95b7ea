import type { CalibrationOrigin } from "../camera";
import type { CameraPath, GrantedFeatures, SurfaceSource } from "../types";
import type { PathReason } from "./decide-path";

/** Why there can be no session: no WebXR at all, no AR in it, no secure page, or the page's policy forbids it. */
export type UnsupportedWhy = "no-webxr" | "no-ar" | "insecure" | "blocked";

export type ImmersiveSupport =
  | { readonly kind: "available" }
  | { readonly kind: "unsupported"; readonly why: UnsupportedWhy };

/** How a session ended: somebody asked for it here, the system or the person did it there, or it was lost. */
export type ImmersiveEnd =
  | { readonly kind: "asked" }
  | { readonly kind: "system" }
  | { readonly kind: "lost"; readonly error: Error };

/** The steps of one frame of a session. */
export type FrameStep = "camera" | "surroundings" | "tracker" | "controls" | "stage";

/** A step that throws now; the others go on. */
export interface StepTrouble {
  readonly step: FrameStep;
  readonly name: string;
  readonly message: string;
}

/** What a session is like now. */
export interface ImmersiveFacts {
  readonly visibility: XRVisibilityState;
  readonly path: CameraPath;
  readonly reason: PathReason;
  /** How lens and place of a camera beside the session are known; null where the session says them. */
  readonly calibration: CalibrationOrigin | null;
  readonly granted: GrantedFeatures;
  /** False while the device does not know where it is: nothing is shown. */
  readonly tracking: boolean;
  /** By what the table is known; null while it is searched for. */
  readonly table: SurfaceSource | null;
  /** Frames of the session a second, over the last two seconds; 0 while it is hidden. */
  readonly fps: number;
  /** What the session aims at, where it says so. */
  readonly wantedFps: number | null;
  /** Frames that did not come when they were due, since the session began. */
  readonly skipped: number;
  /** Script time of one frame, 95th percentile, ms. */
  readonly scriptMs: number;
  readonly troubles: readonly StepTrouble[];
}
