/**
 * A thread of tfjs's wasm backend. tfjs starts its threads from blobs, which a content security policy without
 * `blob:` scripts forbids; this module takes their place. It speaks the protocol of Emscripten 3.1's pthreads, as
 * `tfjs-backend-wasm-threaded-simd.worker.js` of tfjs 4.22 does.
 */
import createModule from "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.js";

declare const self: DedicatedWorkerGlobalScope & { startWorker?: (module: PthreadModule) => void };

/** What Emscripten's module offers to a thread. */
interface PthreadModule {
  PThread: { receiveObjectTransfer(message: unknown): void; threadInitTLS(): void };
  ExitStatus: abstract new (...args: never[]) => { status: number };
  __emscripten_thread_init(pthread: number, isMain: number, isRuntime: number, canBlock: number): void;
  __emscripten_thread_exit(status: number): void;
  __emscripten_thread_crashed?(): void;
  _pthread_self(): number;
  establishStackSpace(): void;
  executeNotifiedProxyingQueue(queue: number): void;
  invokeEntryPoint(routine: number, argument: number): void;
  keepRuntimeAlive(): boolean;
}

type Message =
  | { cmd: "load"; wasmModule: WebAssembly.Module; wasmMemory: WebAssembly.Memory; handlers: readonly string[] }
  | { cmd: "run"; pthread_ptr: number; start_routine: number; arg: number }
  | { cmd: "cancel" }
  | { cmd: "processProxyingQueue"; queue: number };

let thread: PthreadModule | null = null;
/** Queues that were announced before the first run. */
let pendingQueues: number[] | null = [];

function load({ wasmModule, wasmMemory, handlers }: Extract<Message, { cmd: "load" }>): void {
  // The factory calls this when the instance is ready.
  self.startWorker = (module) => {
    thread = module;
    self.postMessage({ cmd: "loaded" });
  };
  const forwarded = handlers.map(
    (handler) => [handler, (...args: unknown[]) => self.postMessage({ cmd: "callHandler", handler, args })] as const,
  );
  const settings = {
    ...Object.fromEntries(forwarded),
    wasmMemory,
    buffer: wasmMemory.buffer,
    ENVIRONMENT_IS_PTHREAD: true,
    instantiateWasm(imports: WebAssembly.Imports, onInstance: (instance: WebAssembly.Instance) => void) {
      const instance = new WebAssembly.Instance(wasmModule, imports);
      onInstance(instance);
      return instance.exports;
    },
  };
  void createModule(settings);
}

function run(module: PthreadModule, message: Extract<Message, { cmd: "run" }>): void {
  module.__emscripten_thread_init(message.pthread_ptr, 0, 0, 1);
  module.establishStackSpace();
  module.PThread.receiveObjectTransfer(message);
  module.PThread.threadInitTLS();
  for (const queue of pendingQueues ?? []) module.executeNotifiedProxyingQueue(queue);
  pendingQueues = null;
  try {
    module.invokeEntryPoint(message.start_routine, message.arg);
  } catch (error) {
    // Emscripten leaves a thread by throwing: "unwind" keeps it, an exit status ends it.
    if (error === "unwind") return;
    if (!(error instanceof module.ExitStatus)) throw error;
    if (!module.keepRuntimeAlive()) module.__emscripten_thread_exit(error.status);
  }
}

function receive(message: Message): void {
  if (message.cmd === "load") return load(message);
  if (thread === null) return;
  if (message.cmd === "run") run(thread, message);
  else if (message.cmd === "cancel") {
    if (thread._pthread_self() !== 0) thread.__emscripten_thread_exit(-1);
  } else if (pendingQueues === null) thread.executeNotifiedProxyingQueue(message.queue);
  else pendingQueues.push(message.queue);
}

self.addEventListener("message", ({ data }: MessageEvent<Message>) => {
  try {
    receive(data);
  } catch (error) {
    thread?.__emscripten_thread_crashed?.();
    throw error;
  }
});
