import { WorkerConnection } from "../../../src/translator/tfjs/connection";
import type { Arm, ReferenceArm } from "../arms/arm";
import type { FallbackThread } from "./fallback-thread";
import type { OrtThread } from "./ort-thread";
import { ORT_THREAD_NAME } from "./ort-thread-name";

/** The fallback in a worker of its own, as in the lens: its threads would be in the way of others. */
export function openFallback(threads: number): ReferenceArm {
  const worker = new Worker(new URL("./fallback-thread.ts", import.meta.url), { type: "module", name: "fallback" });
  const connection = new WorkerConnection<FallbackThread>(worker);
  return {
    open: (task) => connection.call((remote) => remote.open(task, threads)),
    run: (pixels) => connection.call((remote) => remote.run(pixels)),
    reference: (pixels) => connection.call((remote) => remote.reference(pixels)),
    time: (frames) => connection.call((remote) => remote.time(frames)),
    close: () => Promise.resolve(connection.close("The arm was closed.")),
  };
}

/** onnxruntime's wasm in a worker: its first thread may not wait in one that others use. */
export function openOrtWasm(threads: number): Arm {
  const worker = new Worker(new URL("./ort-thread.ts", import.meta.url), { type: "module", name: ORT_THREAD_NAME });
  const connection = new WorkerConnection<OrtThread>(worker);
  return {
    open: (task) => connection.call((remote) => remote.open(task, threads)),
    run: (pixels) => connection.call((remote) => remote.run(pixels)),
    time: (frames) => connection.call((remote) => remote.time(frames)),
    close: () => Promise.resolve(connection.close("The arm was closed.")),
  };
}
