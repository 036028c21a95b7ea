/** Runs the generator on the best of WebGPU, WebGL and wasm that works here. */
export { createTranslator, type CreateTranslatorOptions } from "./create";
export {
  DeviceLostError,
  OutOfMemoryError,
  TranslatorRunError,
  TranslatorUnavailableError,
  TranslatorWorkerError,
} from "./errors";
export { requestGpu, type Gpu } from "./gpu";
export type { CreatedTranslator } from "./ladder";
export type { LensModel } from "./model";
export type {
  Distrust,
  DomainWeights,
  EngineReport,
  Patch,
  TranslationRequest,
  Translator,
  TranslatorKind,
  TriedRung,
} from "./types";
