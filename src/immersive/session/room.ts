import type { CameraPath, GrantedFeatures, SpaceCamera, SpaceChoice, SpaceControlEvents } from "../types";
import type { SpaceControls, SpaceStage, SpaceTracking, Surroundings } from "../types";

/** Everything that works inside one session, put together. */
export interface Room {
  /** The space that poses are asked in. */
  readonly space: XRReferenceSpace;
  readonly camera: SpaceCamera;
  readonly surroundings: Surroundings;
  readonly tracker: SpaceTracking;
  readonly controls: SpaceControls;
  readonly stage: SpaceStage;
  /** Calls back once for each frame of the session, until another callback or null takes its place. */
  setLoop(onFrame: ((time: number, frame: XRFrame) => void) | null): void;
  dispose(): void;
}

/** What people read in space. */
export interface SpaceWords {
  readonly allDishes: string;
  readonly leave: string;
  readonly hintTap: string;
  readonly hintHold: string;
  readonly language: "en" | "ja";
}

export interface RoomOptions {
  readonly session: XRSession;
  readonly granted: GrantedFeatures;
  readonly path: CameraPath;
  /** The camera beside the session; the room ends it. Null on the path that needs none. */
  readonly stream: MediaStream | null;
  readonly words: SpaceWords;
  readonly reducedMotion: boolean;
  readonly controls: SpaceControlEvents;
  /** The drawing context is gone, and everything on it. */
  onLost(error: Error): void;
}

export interface RoomChoices {
  readonly choices: readonly SpaceChoice[];
  readonly shownAs: (dish: number) => string;
}
