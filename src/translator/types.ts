import type { Frame } from "../capture/types";
import type { CameraView } from "../space";
import type { Square } from "../segmentation/types";
import type { Arithmetic } from "./webgpu/engine/types";

export type TranslatorKind = "webgpu" | "webgl" | "wasm";

/** Weight of each domain of the model, in its order; sums to 1. One-hot for a single dish, blended for a mix. */
export type DomainWeights = Float32Array;

/** What a translator needs for one dish. */
export interface TranslationRequest {
  readonly frame: Frame;
  readonly roi: Square;
  readonly domains: DomainWeights;
  /** Side of the generator's input and output, pixels: one that the model can run at. */
  readonly size: number;
}

/** A translated square. Free it with `close` when the compositor no longer shows it. */
export interface Patch {
  /** Straight sRGB pixels, opaque, `size * size`; rows from the top. */
  readonly picture:
    | { readonly kind: "pixels"; readonly data: Uint8ClampedArray<ArrayBuffer> }
    | { readonly kind: "texture"; readonly texture: GPUTexture };
  readonly size: number;
  /** The region, in pixels of its frame, that was translated. */
  readonly roi: Square;
  readonly frameWidth: number;
  readonly frameHeight: number;
  /** Capture time of its frame, ms. */
  readonly timestamp: number;
  /** Where its frame was taken from, where that is known. */
  readonly view: CameraView | undefined;
  readonly domains: DomainWeights;
  /** Milliseconds by stage: crop, run, read. */
  readonly timings: Readonly<Record<"crop" | "run" | "read", number>>;
  close(): void;
}

/** An arithmetic that must not be used on this device, and why. */
export interface Distrust {
  readonly arithmetic: Arithmetic;
  readonly why:
    /** Its answer to the stored check differs from the stored one, dB. */
    | { readonly kind: "wrong"; readonly decibels: number; readonly wanted: number }
    | { readonly kind: "failed"; readonly message: string };
}

/** What the engine on WebGPU has chosen for this device. */
export interface EngineReport {
  readonly arithmetic: Arithmetic;
  /** Kernels as they come, being timed, or as they were timed on this device. */
  readonly kernels: "default" | "tuning" | "tuned";
  readonly dropped: readonly Distrust[];
}

/** The choices of a translator that fits itself to the device. */
export interface EngineChoices {
  readonly report: EngineReport;
  /** Calls back when the report has changed; returns what ends that. */
  watch(onChange: (report: EngineReport) => void): () => void;
  /** Forgets what was timed on this device, of all models, and times anew. False where the memory could not be cleared. */
  forget(): Promise<boolean>;
}

/** Runs the generator. One translation at a time: the caller drops frames while one is under way. */
export interface Translator {
  readonly kind: TranslatorKind;
  /** What runs it, for people: "wasm, SIMD, 2 threads". */
  readonly label: string;
  readonly domains: readonly string[];
  /** Only of the engine on WebGPU. */
  readonly choices?: EngineChoices | undefined;
  translate(request: TranslationRequest): Promise<Patch>;
  dispose(): void;
}

/** What became of a rung. */
export interface TriedRung {
  readonly kind: TranslatorKind;
  readonly ok: boolean;
  /** Why it was passed over; empty for the one in use. */
  readonly reason: string;
}
