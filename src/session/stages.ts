import type { Frame, FrameSource } from "../capture/types";
import type { Compositor } from "../compositor/types";
import type { Segmenter, Square } from "../segmentation/types";
import type { Patch, Translator, TranslatorKind, TriedRung } from "../translator/types";
import type { ImmersiveDoor } from "./immersive/door";
import type { Tracker } from "./tracker";
import type { CameraChoice, DomainChoice, LoadingStep, SourceWish } from "./types";

/** A source that the session can say more about than the contract of capture asks for. */
export interface OpenSource {
  readonly source: FrameSource;
  /** Of a camera, once it has started; null for everything else. */
  deviceId(): string | null;
  /** Null where there is no torch; known once the source has started. */
  torch(): boolean | null;
  setTorch(on: boolean): Promise<void>;
}

/** A translator, and how it was come by. */
export interface BuiltTranslator {
  readonly translator: Translator;
  readonly tried: readonly TriedRung[];
}

export interface LoadProgress {
  readonly step: LoadingStep;
  readonly loadedBytes: number;
  /** 0 while unknown. */
  readonly totalBytes: number;
}

/** A copy of a frame that stays until it is closed. */
export interface HeldFrame {
  /** Its number lies between those of the source's frames, for it is a picture of its own. */
  readonly frame: Frame;
  close(): void;
}

export interface CompositorEvents {
  /** It draws nothing any more and is to be replaced. */
  onLost(error: Error): void;
  /** Another drawing is due after `ms`: at once (0) while something fades. */
  onNeedsRender(ms: number): void;
}

/** The models, loaded and checked, and what is built from them. */
export interface ModelKit {
  readonly domains: readonly DomainChoice[];
  /** The side nearest to the wanted one that the generator can run at, pixels. */
  readonly fitSize: (wanted: number) => number;
  createSegmenter(): Promise<Segmenter>;
  createTracker(): Tracker;
  /**
   * @param only The one rung that may be tried; undefined for the whole ladder.
   * @param avoid Rungs that failed too often to be tried again.
   * @throws {TranslatorUnavailableError}
   */
  createTranslator(only: TranslatorKind | undefined, avoid: readonly TranslatorKind[]): Promise<BuiltTranslator>;
}

/**
 * Everything that the session drives, behind one door: `browserStages` in the app, small objects in memory in tests.
 */
export interface LensStages {
  /** Prepares a source; the camera opens when the source is started. */
  openSource(wish: SourceWish): Promise<OpenSource>;
  listCameras(): Promise<readonly CameraChoice[]>;
  /** Calls back when cameras come or go; returns what ends that. */
  watchCameras(onChange: () => void): () => void;
  /** True when the camera may be opened without asking again. */
  cameraAllowed(): Promise<boolean>;
  /** A square of a frame, `size` x `size`; it is taken when this is called. Rejects as `cropFrame` does. */
  crop(frame: Frame, roi: Square, size: number): Promise<ImageBitmap>;
  /** Copies a frame; it is taken when this is called. Rejects with FrameGoneError where it is there no more. */
  holdFrame(frame: Frame): Promise<HeldFrame>;
  loadModels(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<ModelKit>;
  createCompositor(events: CompositorEvents): Promise<Compositor>;
  /** The patch with its picture as pixels; the patch that was given is closed. */
  readPatch(patch: Patch): Promise<Patch>;
  /** Name of the GPU in use, or null; known once the compositor or a translator is there. */
  adapter(): string | null;
  /** Calls back when the GPU device in use is lost; returns what ends that. */
  watchDevice(onLost: (error: Error) => void): () => void;
  /** Calls back when the system is overloaded (Compute Pressure), where it can tell; returns what ends that. */
  watchPressure(onChange: (critical: boolean) => void): () => void;
  readonly immersive: ImmersiveDoor;
  /** Calls back when the page is shown or hidden; returns what ends that. */
  watchVisibility(onChange: (visible: boolean) => void): () => void;
  /** Calls back at once and when it changes whether people want less to move; returns what ends that. */
  watchReducedMotion(onChange: (reduced: boolean) => void): () => void;
}
