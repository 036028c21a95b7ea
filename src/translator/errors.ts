import { MealshiftError } from "../net/errors";
import type { TriedRung } from "./types";

/** No translator can run here, or not the one that was asked for. */
export class TranslatorUnavailableError extends MealshiftError {
  override readonly name = "TranslatorUnavailableError";
  /** Every rung that was tried, with the reason why it was passed over. */
  readonly tried: readonly TriedRung[];
  constructor(message: string, tried: readonly TriedRung[] = [], options?: ErrorOptions) {
    super(message, options);
    this.tried = tried;
  }
}

/** The GPU device is gone: driver restart, GPU unplugged, or too little memory. Ask for a translator again. */
export class DeviceLostError extends MealshiftError {
  override readonly name = "DeviceLostError";
}

/** A translation failed; the next one may succeed. */
export class TranslatorRunError extends MealshiftError {
  override readonly name = "TranslatorRunError";
}

/** The worker that translates stopped or could not be loaded; it is started again by the next translation. */
export class TranslatorWorkerError extends MealshiftError {
  override readonly name = "TranslatorWorkerError";
}

/** Too little memory for a picture of this size. Translate smaller ones. */
export class OutOfMemoryError extends MealshiftError {
  override readonly name = "OutOfMemoryError";
}

/** Names what went wrong in an executor: `cause` may be anything that was thrown, also from another thread. */
export function namedRunError(cause: unknown): MealshiftError {
  if (cause instanceof MealshiftError) return cause;
  // From a worker only name and message arrive.
  if (cause instanceof Error && cause.name === "TranslatorRunError") {
    return new TranslatorRunError(cause.message, { cause });
  }
  const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  // What V8, SpiderMonkey, JavaScriptCore, Emscripten and WebGL say when memory runs out.
  if (/out of memory|OOM|cannot enlarge memory|allocation failed|invalid array length/i.test(text)) {
    return new OutOfMemoryError(`There is too little memory for a translation: ${text}. Use a smaller size.`, {
      cause,
    });
  }
  if (/context (was )?lost|CONTEXT_LOST|device (was |is )?lost/i.test(text)) {
    return new DeviceLostError(`The GPU was lost: ${text}. Create a translator again.`, { cause });
  }
  return new TranslatorRunError(`The translation failed: ${text}.`, { cause });
}
