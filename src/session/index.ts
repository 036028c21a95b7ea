export { browserStages } from "./browser-stages";
export { browserClock, type Clock } from "./clock";
export { stageParts, type Heartbeat, type Heartbeats, type StagePart } from "./heartbeat";
export type { RoundPicture } from "./domain-round";
export { LensSession, type LensSessionOptions } from "./lens-session";
export { parseParams, type LensParams, type ParamProblem } from "./params";
export { publishApi, type MealshiftApi, type PublicDish, type PublicError } from "./public-api";
export { type LensSettings, SettingsStore } from "./settings";
export type { ChosenDish, DishChoices, PixelPatch, Still, Studio } from "./studio";
export type { DrawnListener } from "./drawing-stage";
export type { Tracker } from "./tracker";
export type { EngineReport } from "../translator";
export type {
  CameraChoice,
  DishState,
  DomainChoice,
  DomainMix,
  Facing,
  Fault,
  FaultPart,
  ImmersiveState,
  Lens,
  LensActions,
  LensState,
  Notice,
  Phase,
  PictureSize,
  SourceState,
  SourceWish,
  TranslatorState,
} from "./types";
