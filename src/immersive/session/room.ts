import type { CalibrationOrigin } from "../camera";
import type { VoiceOptions } from "../controls/voice";
import type { CameraPath, GrantedFeatures, SpaceCamera, SpaceChoice, SpaceControlEvents } from "../types";
import type { SpaceControls, SpaceStage, SpaceTracking, Surroundings } from "../types";

/** Everything that works inside one session, put together. */
export interface Room {
  /** The space that poses are asked in. */
  readonly space: XRReferenceSpace;
  readonly camera: SpaceCamera;
  /** How its lens and place are known; null where every frame says them itself. */
  readonly calibration: CalibrationOrigin | null;
  readonly surroundings: Surroundings;
  readonly tracker: SpaceTracking;
  readonly controls: SpaceControls;
  readonly stage: SpaceStage;
  /** Calls back once for each frame of the session, until another callback or null takes its place. */
  setLoop(onFrame: ((time: number, frame: XRFrame) => void) | null): void;
  dispose(): void;
}

/** What the controls say and show in space, and whom they tell. */
export interface RoomControls {
  readonly events: SpaceControlEvents;
  readonly texts: SpaceTexts;
  /** Nothing moves by itself. */
  readonly reducedMotion: boolean;
  /** Whether hints are shown. */
  readonly firstTime: boolean;
  /** Hints are no longer needed, in later sessions neither. */
  readonly onLearned: () => void;
  /** For the page's live region. */
  readonly onSay: (text: string) => void;
  /** Where people have turned it on. */
  readonly voice?: VoiceOptions | undefined;
}

/** In the language of the page. */
export interface SpaceTexts {
  readonly all: string;
  readonly leave: string;
  readonly hintSelect: string;
  readonly hintLook: string;
  readonly hintHold: string;
}

export interface RoomOptions {
  readonly session: XRSession;
  readonly granted: GrantedFeatures;
  readonly path: CameraPath;
  /** The camera beside the session, which its owner ends; null on the path that needs none. */
  readonly stream: MediaStream | null;
  readonly controls: RoomControls;
  /** Whether somebody would look at a camera picture now. */
  wanted(): boolean;
  /** The drawing context is gone, and everything on it. */
  onLost(error: Error): void;
}

export interface RoomChoices {
  readonly choices: readonly SpaceChoice[];
  readonly shownAs: (dish: number) => string;
}
