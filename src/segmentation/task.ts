import { ImageSegmenter } from "@mediapipe/tasks-vision";
import loaderUrl from "@mediapipe/tasks-vision/vision_wasm_module_internal.js?url";
import type { SegmentedMask, SegmenterDelegate } from "./contract";

/** Globals through which MediaPipe takes its loader, and options for it. It clears both at each start. */
interface LoaderScope {
  ModuleFactory?: unknown;
  /** Where MediaPipe's native log goes; the loader sets it to `console.warn`. */
  custom_dbg?: (line: string) => void;
  Module?: {
    instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): object;
    print(line: string): void;
    printErr(line: string): void;
  };
}

/** A segmenter that is ready. */
export interface SegmenterTask {
  run(picture: ImageBitmap): SegmentedMask;
}

/**
 * Starts MediaPipe's ImageSegmenter. Only works in a module worker: the loader is an ES module, imported here and
 * handed over because MediaPipe's own import would not run a second time.
 *
 * @throws {Error} what MediaPipe says, with the last lines of its log.
 */
export async function startTask(
  wasm: WebAssembly.Module,
  model: Uint8Array,
  delegate: SegmenterDelegate,
): Promise<SegmenterTask> {
  const log: string[] = [];
  const note = (line: string): void => {
    log.push(line);
    if (log.length > 5) log.shift();
  };
  const scope = globalThis as LoaderScope;
  const loader = (await import(/* @vite-ignore */ loaderUrl)) as { readonly default: unknown };
  scope.ModuleFactory = loader.default;
  scope.custom_dbg = note;
  scope.Module = {
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(wasm, imports);
      done(instance);
      return instance.exports;
    },
    // Its notes of progress go to stderr and would be errors in the console; they matter only when it fails.
    print: note,
    printErr: note,
  };
  const explain = (cause: unknown): Error => {
    const messages = [cause instanceof Error ? cause.message : String(cause), ...log];
    // After its first line each goes on with a trace of MediaPipe's own sources.
    return new Error(messages.map((message) => message.split("\n", 1)[0]).join(" | "), { cause });
  };
  try {
    const segmenter = await ImageSegmenter.createFromOptions(
      // Empty paths: the loader is in its global already, and the WebAssembly compiled.
      { wasmLoaderPath: "", wasmBinaryPath: "" },
      {
        baseOptions: { modelAssetBuffer: model, delegate: delegate === "gpu" ? "GPU" : "CPU" },
        canvas: new OffscreenCanvas(1, 1),
        runningMode: "IMAGE",
        outputConfidenceMasks: true,
        outputCategoryMask: false,
      },
    );
    return {
      run(picture) {
        try {
          return segment(segmenter, picture);
        } catch (cause) {
          throw explain(cause);
        }
      },
    };
  } catch (cause) {
    throw explain(cause);
  }
}

function segment(segmenter: ImageSegmenter, picture: ImageBitmap): SegmentedMask {
  let mask: SegmentedMask | null = null;
  // Inside the callback the masks are MediaPipe's own; a returned result would be a copy of each.
  segmenter.segment(picture, ({ confidenceMasks = [] }) => {
    const dish = confidenceMasks.at(-1);
    if (dish === undefined) return;
    const { width, height } = dish;
    mask = { width, height, data: toBytes(dish.getAsFloat32Array()) };
  });
  if (mask === null) throw new Error("MediaPipe gave no confidence mask. Does the model end in [1, h, w, classes]?");
  return mask;
}

function toBytes(probabilities: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(probabilities.length);
  for (let i = 0; i < bytes.length; i++) {
    // NaN becomes 0. The array clamps nothing by itself.
    bytes[i] = Math.min(1, Math.max(0, probabilities[i] ?? 0)) * 255 + 0.5;
  }
  return bytes;
}
