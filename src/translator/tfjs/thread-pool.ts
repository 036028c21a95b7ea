import threadUrl from "./pthread?worker&url";

/** Emscripten's pool in tfjs 4.22 always has this many workers, whatever number of threads is asked for. */
const POOL = 8;

/**
 * Makes tfjs's wasm backend start its threads from our own module instead of blobs, and only as many as it will use:
 * each of the others would cost memory and time at the start. Call it in the worker that opens the backend, before
 * that; no other code of that worker starts workers.
 *
 * @param threads Threads of the backend, the worker's own among them.
 */
export function ownThreads(threads: number): void {
  let started = 0;
  const startThread = function (): Worker | IdleThread {
    started += 1;
    // The pool is emptied from its end, so the last ones are those that will run.
    return started > POOL - (threads - 1)
      ? new NativeWorker(threadUrl, { type: "module", name: `wasm thread ${started}` })
      : new IdleThread();
  };
  const NativeWorker = globalThis.Worker;
  globalThis.Worker = startThread as unknown as typeof Worker;
  // It takes no more than half of the logical processors, however many are asked for: one of two.
  Object.defineProperty(navigator, "hardwareConcurrency", { value: threads * 2 });
}

/** Stands where a thread would wait that never gets work. */
class IdleThread {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;

  postMessage(message: { cmd?: string }): void {
    if (message.cmd !== "load") throw new Error("The wasm backend uses more threads than it was given.");
    queueMicrotask(() => this.onmessage?.({ data: { cmd: "loaded" } }));
  }

  terminate(): void {
    this.onmessage = null;
  }
}
