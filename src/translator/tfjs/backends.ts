import * as tf from "@tensorflow/tfjs-core";
import plainWasm from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url";
import simdWasm from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url";
import threadedWasm from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url";

import { TranslatorUnavailableError } from "../errors";
import { isSoftwareRenderer } from "../software";
import { ownThreads } from "./thread-pool";
import { wasmThreads } from "./threads";

/**
 * Opens tfjs's wasm backend with our own copies of its files. @returns What runs it, for people.
 * @param wanted Threads; null: what suits this machine.
 */
export async function openWasm(wanted: number | null): Promise<string> {
  const { getThreadsCount, setThreadsCount, setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  setWasmPaths({
    "tfjs-backend-wasm.wasm": plainWasm,
    "tfjs-backend-wasm-simd.wasm": simdWasm,
    "tfjs-backend-wasm-threaded-simd.wasm": threadedWasm,
  });
  const renderer = webglRenderer();
  const drawnOnProcessor = renderer === null || isSoftwareRenderer(renderer);
  const threads = wanted ?? wasmThreads(navigator.hardwareConcurrency, drawnOnProcessor);
  setThreadsCount(threads);
  ownThreads(threads);
  await select("wasm");
  const [simd, threaded] = await Promise.all([
    tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"),
    tf.env().getAsync("WASM_HAS_MULTITHREAD_SUPPORT"),
  ]);
  const count = simd === true && threaded === true ? getThreadsCount() : 1;
  return ["wasm", ...(simd === true ? ["SIMD"] : []), count === 1 ? "1 thread" : `${count} threads`].join(", ");
}

/**
 * Opens tfjs's WebGL backend. @returns What runs it, for people.
 * @throws {TranslatorUnavailableError} where WebGL 2 is missing, or drawn on the processor and not wanted.
 */
export async function openWebgl(allowSoftware: boolean): Promise<string> {
  const renderer = webglRenderer();
  if (renderer === null) throw new TranslatorUnavailableError("There is no WebGL 2 in workers here.");
  if (!allowSoftware && isSoftwareRenderer(renderer)) {
    throw new TranslatorUnavailableError(`WebGL is drawn on the processor (${renderer}), where wasm is faster.`);
  }
  await import("@tensorflow/tfjs-backend-webgl");
  await select("webgl");
  return `WebGL, ${renderer}`;
}

async function select(backend: string): Promise<void> {
  const selected = await tf.setBackend(backend);
  if (!selected || tf.getBackend() !== backend) {
    throw new TranslatorUnavailableError(`tfjs cannot start its ${backend} backend here.`);
  }
}

/** Name of the GPU behind WebGL 2, or null where there is none. */
function webglRenderer(): string | null {
  if (typeof OffscreenCanvas === "undefined") return null;
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  if (gl === null) return null;
  // Firefox gives the name without the extension, and warns about its use.
  const unmasked = gl.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = gl.getParameter(unmasked === null ? gl.RENDERER : unmasked.UNMASKED_RENDERER_WEBGL);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return typeof name === "string" ? name : "";
}
