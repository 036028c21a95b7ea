import wasm from "@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?verified";
import { MealshiftError } from "../net/errors";
import { transferFile, type TransferFile, type TransferOptions } from "../net/transfer";
import { SegmenterLoadError } from "./errors";

/** Length of MediaPipe's WebAssembly, for the progress of a page that loads it. */
export const segmenterWasmBytes = wasm.bytes;

let compiled: Promise<WebAssembly.Module> | null = null;

/**
 * MediaPipe's WebAssembly, loaded, checked and compiled once for all workers to come, beside the main thread.
 *
 * @param transfer Fetches and checks it; default: from the server at each visit.
 * @throws {ModelUnavailableError | ModelIntegrityError} when it cannot be fetched, or is another file.
 * @throws {SegmenterLoadError} when it cannot be compiled. The next call tries again.
 */
export async function segmenterWasm(
  transfer: TransferFile = transferFile,
  options: TransferOptions = {},
): Promise<WebAssembly.Module> {
  compiled ??= compile(transfer, options);
  try {
    return await compiled;
  } catch (cause) {
    compiled = null;
    if (cause instanceof MealshiftError) throw cause;
    throw new SegmenterLoadError(
      `The segmenter's WebAssembly (${wasm.url}) could not be compiled: ${String(cause)}. Check that the browser knows WebAssembly SIMD.`,
      { cause },
    );
  }
}

async function compile(transfer: TransferFile, options: TransferOptions): Promise<WebAssembly.Module> {
  const url = new URL(wasm.url, import.meta.url).href;
  return WebAssembly.compile(await transfer(url, { ...wasm, path: "the dish finder's WebAssembly" }, options));
}
