import type { SpaceControlEvents, SpaceStage } from "../types";
import type { VoiceOptions } from "./voice/voice";

/** What the controls say, in the language of the page. */
export interface ControlTexts {
  /** Names of the buttons beside the dishes. */
  readonly all: string;
  readonly leave: string;
  /** How a dish is chosen, where something can be pressed, and where looking must do. */
  readonly hintSelect: string;
  readonly hintLook: string;
  /** How the original is shown. */
  readonly hintHold: string;
}

export interface ControlOptions {
  readonly session: XRSession;
  readonly stage: Pick<SpaceStage, "overlay">;
  readonly events: SpaceControlEvents;
  readonly texts: ControlTexts;
  /** Nothing moves by itself: what opens is open. */
  readonly reducedMotion: boolean;
  /** Whether the hints are shown. */
  readonly firstTime: boolean;
  /** The hints are no longer needed, in this session and later ones. */
  readonly onLearned: () => void;
  /** For the page's live region: hints, and what was chosen. */
  readonly onSay: (text: string) => void;
  /** Where people have turned it on, and speech is recognised on the device. */
  readonly voice?: VoiceOptions | undefined;
}
