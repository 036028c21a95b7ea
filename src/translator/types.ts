import type { Frame } from "../capture/types";
import type { Square } from "../segmentation/types";

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
  readonly domains: DomainWeights;
  /** Milliseconds by stage: crop, run, read. */
  readonly timings: Readonly<Record<"crop" | "run" | "read", number>>;
  close(): void;
}

/** Runs the generator. One translation at a time: the caller drops frames while one is under way. */
export interface Translator {
  readonly kind: TranslatorKind;
  /** What runs it, for people: "wasm, SIMD, 2 threads". */
  readonly label: string;
  readonly domains: readonly string[];
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
