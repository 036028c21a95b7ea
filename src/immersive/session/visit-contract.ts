import type { Frame } from "../../capture/types";
import type { SpaceLayer, SpaceTracking } from "../types";
import type { Room, RoomChoices, RoomControls, RoomOptions } from "./room";
import type { ImmersiveEnd, ImmersiveFacts } from "./types";

/** What a visit needs of the browser and of the other parts. */
export interface VisitMachine {
  readonly xr: Pick<XRSystem, "requestSession">;
  readonly userAgent: string;
  now(): number;
  /** Calls back once after `ms`; the returned function calls it off. */
  after(ms: number, callback: () => void): () => void;
  /** The camera that looks where the person looks. Rejects with the named errors of src/capture. */
  openStream(): Promise<MediaStream>;
  openRoom(options: RoomOptions): Promise<Room>;
}

export interface VisitOptions extends Pick<RoomControls, "texts" | "reducedMotion" | "firstTime" | "voice"> {
  /** Shown over the room where the session can; null for nothing. */
  readonly overlay: Element | null;
}

export interface VisitEvents extends Pick<RoomControls, "onLearned" | "onSay"> {
  /** The room is there, and frames begin to come. */
  onRunning(tracking: SpaceTracking): void;
  /** Whether somebody would look at a frame now: taking one costs. */
  wantsFrame(): boolean;
  onFrame(frame: Frame): void;
  onChange(facts: ImmersiveFacts): void;
  /** Poses of before say nothing any more: what was found in the room is to be found again. */
  onReset(): void;
  /** Once a second while the session is visible. @param wanted What it aims at, or the best that it came to. */
  onRate(fps: number, wanted: number): void;
  onChoose(dish: number | null, domain: string): void;
  onCompare(shown: boolean): void;
  /** Exactly once, when session and camera are closed. */
  onEnd(end: ImmersiveEnd): void;
}

/** A visit, as its owner sees it. Before `onRunning` there is nothing to set. */
export interface ImmersiveVisit {
  /** Ends it, whatever it is doing. */
  leave(): void;
  setLayers(layers: readonly SpaceLayer[]): void;
  /** [0, 1] */
  setStrength(strength: number): void;
  setChoices(choices: RoomChoices): void;
}
