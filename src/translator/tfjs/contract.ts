import type { Region } from "../../capture/draw-region";
import type { LensModel } from "../model";
import type { DomainWeights } from "../types";

export type WorkerBackend = "wasm" | "webgl";

export interface OpenRequest {
  readonly backend: WorkerBackend;
  readonly model: LensModel;
  /** Use WebGL also where it is drawn on the processor. */
  readonly allowSoftware: boolean;
  /** Threads of the wasm backend where the page is cross-origin isolated; null: what suits this machine. */
  readonly threads: number | null;
}

/** What is translated; transferred, and closed by the worker. */
export type TranslateSource =
  /** The crop, `size * size`. */
  | { readonly bitmap: ImageBitmap }
  /** A video's whole picture and the square to cut: saves a stop on the way when the main thread is busy. */
  | { readonly picture: VideoFrame; readonly region: Region };

export interface TranslateRequest {
  readonly source: TranslateSource;
  readonly domains: DomainWeights;
}

export interface TranslateReply {
  /** Straight opaque RGBA, `size * size * 4`; transferred. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly timings: { readonly crop: number; readonly run: number; readonly read: number };
}

/** What the worker offers through Comlink. Errors arrive as plain `Error`s that keep their name and message. */
export interface TranslatorWorker {
  /** Opens the backend, tests it, and loads the model. @returns What runs it, for people. */
  open(request: OpenRequest): Promise<string>;
  translate(request: TranslateRequest): Promise<TranslateReply>;
}
