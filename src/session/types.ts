import type { ReadonlySignal } from "@preact/signals";
import type { UnreadableReason } from "../capture/errors";
import type { SourceKind } from "../capture/types";
import type { Language } from "../i18n";
import type { ImmersiveEnd, ImmersiveFacts, UnsupportedWhy } from "../immersive/session/types";
import type { Ellipse, Point, Square } from "../segmentation/types";
import type { EngineReport, TranslatorKind, TriedRung } from "../translator/types";
import type { RoundPicture } from "./domain-round";
import type { Studio } from "./studio";

export const translatorKinds = ["webgpu", "webgl", "wasm"] as const satisfies readonly TranslatorKind[];

/** What somebody wants to look at, before it is opened. */
export type SourceWish =
  | { readonly kind: "camera"; readonly deviceId?: string; readonly facing?: Facing }
  | { readonly kind: "demo" }
  /** What another app shared with this one. */
  | { readonly kind: "shared" }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "file"; readonly file: File };

export type Facing = "user" | "environment";

/** A camera that can be chosen. */
export interface CameraChoice {
  readonly deviceId: string;
  /** The device's own name, or an empty string while the browser keeps it secret. */
  readonly label: string;
  readonly facing: Facing | null;
}

/** A dish that the model can make. */
export interface DomainChoice {
  readonly id: string;
  readonly en: string;
  readonly ja: string;
  /** Picture of it, made by the generator; on the page's own origin. */
  readonly tile: string;
}

/** Two dishes in one: a dish that is part of the way from one domain to another. */
export interface DomainMix {
  readonly from: string;
  readonly to: string;
  /** Share of `to`, [0, 1]. */
  readonly amount: number;
}

/** What is being got ready. */
export type LoadingStep = "catalog" | "model" | "segmenter" | "translator";

export type Phase =
  | { readonly kind: "loading"; readonly step: LoadingStep; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly kind: "ready" }
  | { readonly kind: "error"; readonly fault: Fault };

/** Which part of the lens a fault is about; each part has at most one fault at a time. */
export type FaultPart = "source" | "model" | "segmenter" | "translator" | "compositor" | "immersive";

/** Something that went wrong and has not been put right yet. */
export interface Fault {
  readonly part: FaultPart;
  /** Stable class name of the error, such as `CameraDeniedError`. */
  readonly name: string;
  /** The English sentence for developers. */
  readonly message: string;
  /** What could be asked for in the place of what is not there, where that is known. */
  readonly choices?: readonly string[];
  /** True while the session is trying again on its own. */
  readonly retrying: boolean;
}

/** Something that people should read once. */
export type NoticeBody =
  | { readonly kind: "bad-parameter"; readonly parameter: string; readonly value: string }
  | { readonly kind: "unknown-dish"; readonly value: string }
  | { readonly kind: "camera-returned"; readonly label: string }
  | { readonly kind: "translator-recovered"; readonly label: string }
  | {
      readonly kind: "unreadable-file";
      /** Stable class name of the error. */
      readonly name: string;
      readonly file: string;
      /** What is wrong with the file, where capture could tell. */
      readonly reason: UnreadableReason | null;
    }
  | { readonly kind: "torch-failed" }
  /** What was timed on this device was forgotten, or could not be. */
  | { readonly kind: "tuning-forgotten"; readonly forgotten: boolean };

export type Notice = NoticeBody & { readonly id: number };

export type SourceStatus = "opening" | "live" | "lost" | "failed";

export interface SourceState {
  readonly kind: SourceKind;
  readonly status: SourceStatus;
  readonly label: string;
  readonly mirrored: boolean;
  /** Of the camera in use; null for everything else. */
  readonly deviceId: string | null;
  /** Null where the camera has no torch. */
  readonly torch: boolean | null;
}

/** Size of the source's picture, pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** A dish in the picture, for people. Coordinates in pixels of the frame. */
export interface DishState {
  readonly id: number;
  readonly ellipse: Ellipse;
  readonly roi: Square;
  /** [0, 1] */
  readonly confidence: number;
  /** Domain id that it is shown as; of a mix, the one that it starts from. */
  readonly domain: string;
  /** Null while it is shown as one dish alone. */
  readonly mix: DomainMix | null;
}

/** Events per second, over the last two seconds. */
export interface Rates {
  readonly translated: number;
  readonly drawn: number;
}

/** Median milliseconds of each stage over its last runs; 0 before the first. */
export interface StageTimings {
  /** Frame in, mask out. */
  readonly segment: number;
  readonly crop: number;
  readonly run: number;
  readonly read: number;
  /** Frame in, patch out: what `crop`, `run` and `read` sum to, with the hand-over. */
  readonly translate: number;
  /** Script time of one drawing on the main thread. */
  readonly draw: number;
}

export interface TranslatorState {
  readonly kind: TranslatorKind;
  readonly label: string;
  /** Side of the generator now, pixels. */
  readonly size: number;
  /** Rungs of the ladder that were tried, the one in use last. */
  readonly tried: readonly TriedRung[];
  /** True when a better rung was tried and failed. */
  readonly fallback: boolean;
  /** What the engine on WebGPU has chosen for this device; null of other translators. */
  readonly engine: EngineReport | null;
}

/**
 * Whether the lens can be taken into the room (WebXR, `immersive-ar`), or is there. A session ends for many reasons, and
 * after each of them another can begin.
 */
export type ImmersiveState =
  /** Not asked yet; in a kiosk it never is. */
  | { readonly kind: "unknown" }
  | { readonly kind: "unsupported"; readonly why: UnsupportedWhy }
  | { readonly kind: "available" }
  | { readonly kind: "starting" }
  | ({ readonly kind: "running" } & ImmersiveFacts)
  /** The session is closed, and the source of before is being opened again. */
  | { readonly kind: "ended"; readonly end: ImmersiveEnd };

/** Everything that the interface shows; only the session writes it. */
export interface LensState {
  readonly phase: ReadonlySignal<Phase>;
  readonly source: ReadonlySignal<SourceState | null>;
  readonly picture: ReadonlySignal<PictureSize | null>;
  readonly cameras: ReadonlySignal<readonly CameraChoice[]>;
  /** Empty until the model is there. */
  readonly domains: ReadonlySignal<readonly DomainChoice[]>;
  /** Domain of every dish that nobody chose one for. */
  readonly defaultDomain: ReadonlySignal<string>;
  /** Mix of every dish that nobody chose one for. */
  readonly defaultMix: ReadonlySignal<DomainMix | null>;
  readonly dishes: ReadonlySignal<readonly DishState[]>;
  /** Id of the dish that choices go to; null means all of them. */
  readonly chosenDish: ReadonlySignal<number | null>;
  /** Domain of the chosen dish, or the default. */
  readonly currentDomain: ReadonlySignal<string>;
  /** Mix of the chosen dish, or of all of them; null where there is none. */
  readonly mix: ReadonlySignal<DomainMix | null>;
  readonly rates: ReadonlySignal<Rates>;
  readonly timings: ReadonlySignal<StageTimings>;
  readonly translator: ReadonlySignal<TranslatorState | null>;
  readonly compositor: ReadonlySignal<"webgpu" | "webgl2" | "canvas2d" | null>;
  /** The GPU that WebGPU runs on, or null without WebGPU. */
  readonly adapter: ReadonlySignal<string | null>;
  /** Before/after divider in [0, 1] from the picture's left edge as shown; 0 shows the translation everywhere. */
  readonly divider: ReadonlySignal<number>;
  /** True while the untouched picture is shown. */
  readonly original: ReadonlySignal<boolean>;
  /** Strength of the effect, [0, 1]; what `original` does is independent of it. */
  readonly strength: ReadonlySignal<number>;
  /** Whether hot dishes are to steam. They do not while the system asks for reduced motion. */
  readonly steam: ReadonlySignal<boolean>;
  /** True while one picture of the source stands still. */
  readonly frozen: ReadonlySignal<boolean>;
  readonly paused: ReadonlySignal<boolean>;
  readonly immersive: ReadonlySignal<ImmersiveState>;
  /** What the controls in space said last, for a live region. */
  readonly spoken: ReadonlySignal<string>;
  readonly faults: ReadonlySignal<readonly Fault[]>;
  readonly notices: ReadonlySignal<readonly Notice[]>;
}

/** What the interface can ask of the session. None of these throws: what goes wrong becomes a fault or a notice. */
export interface LensActions {
  /** For the chosen dish, or for all of them when none is chosen. Unknown ids are ignored. */
  chooseDomain(id: string): void;
  /** Steps through the domains, round the ends. */
  stepDomain(by: 1 | -1): void;
  /**
   * Shows the chosen dish, or all of them, as part of the way from one domain to another, until a domain is chosen.
   * `amount` is the share of `to`, brought into [0, 1]. Unknown ids, and a mix with itself, are ignored.
   */
  mixDomains(from: string, to: string, amount: number): void;
  chooseDish(id: number | null): void;
  /** Chooses the dish at a point of the picture, in [0, 1] of the picture as shown; none there: all dishes. */
  chooseDishAt(point: Point): void;
  setDivider(position: number): void;
  setOriginal(shown: boolean): void;
  /** Brought into [0, 1], and remembered. */
  setStrength(strength: number): void;
  /** Remembered. */
  setSteam(on: boolean): void;
  /**
   * Holds the newest picture and its dishes, which can still be shown as others; the source runs on underneath, and
   * goes on when it is let go, or when another is opened.
   */
  setFrozen(frozen: boolean): void;
  /**
   * Has the chosen dish, or the largest, shown as everything that it can be, one picture after another, again and again as
   * the source goes on; meanwhile the picture itself rests. Returns what ends that. One at a time.
   */
  watchDomains(onPicture: (picture: RoundPicture) => void): () => void;
  open(wish: SourceWish): Promise<void>;
  /**
   * Takes the lens into the room, where that is available; to be called while a press is being handled. The source in use
   * makes way, and comes back afterwards. What goes wrong is a fault.
   * @param language Of what the controls in space say.
   */
  enterImmersive(language: Language): void;
  /** Leaves the room, or calls off entering it. */
  leaveImmersive(): void;
  /** The next camera: the other side of a phone, or the next device. */
  flipCamera(): Promise<void>;
  setTorch(on: boolean): Promise<void>;
  /** Asks again for cameras and their names. */
  refreshCameras(): Promise<void>;
  /** Tries again what a fault is about. */
  retry(part: FaultPart): Promise<void>;
  /** Forgets which kernels were fastest on this device; they are timed anew. Nothing where no engine runs. */
  forgetTuning(): Promise<void>;
  dismissFault(part: FaultPart): void;
  dismissNotice(id: number): void;
}

/** The lens as the interface sees it. */
export interface Lens {
  readonly state: LensState;
  readonly actions: LensActions;
  /** For what is made beside the live view. */
  readonly studio: Studio;
}
