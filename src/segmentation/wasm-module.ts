import wasmUrl from "@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?url";
import { SegmenterLoadError } from "./errors";

let compiled: Promise<WebAssembly.Module> | null = null;

/**
 * MediaPipe's WebAssembly, fetched and compiled once for all workers to come, beside the main thread.
 *
 * @throws {SegmenterLoadError} when it cannot be fetched or compiled; the next call tries again.
 */
export async function segmenterWasm(): Promise<WebAssembly.Module> {
  compiled ??= compile();
  try {
    return await compiled;
  } catch (cause) {
    compiled = null;
    throw new SegmenterLoadError(
      `The segmenter's WebAssembly (${wasmUrl}) could not be loaded: ${String(cause)}. Check that the server has it, and that the browser knows WebAssembly SIMD.`,
      { cause },
    );
  }
}

async function compile(): Promise<WebAssembly.Module> {
  const response = await fetch(wasmUrl);
  if (!response.ok) throw new Error(`status ${response.status}`);
  // Servers that do not know the type of .wasm files are common, and compileStreaming insists on it.
  return response.headers.get("content-type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
