/** What was given to the GPU. */
export interface CommandCount {
  readonly dispatches: number;
  readonly submits: number;
}

/**
 * Counts dispatches and submits of everything in this thread while `work` runs, by wrapping the classes of WebGPU: libraries
 * make their own encoders.
 */
export async function countCommands(work: () => Promise<unknown>): Promise<CommandCount> {
  let dispatches = 0;
  let submits = 0;
  const pass = GPUComputePassEncoder.prototype;
  const queue = GPUQueue.prototype;
  const restore = [
    wrap(pass, "dispatchWorkgroups", () => (dispatches += 1)),
    wrap(pass, "dispatchWorkgroupsIndirect", () => (dispatches += 1)),
    wrap(queue, "submit", () => (submits += 1)),
  ];
  try {
    await work();
  } finally {
    for (const undo of restore) undo();
  }
  return { dispatches, submits };
}

function wrap(target: object, name: string, onCall: () => void): () => void {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== "function") throw new TypeError(`There is no method ${name} to count.`);
  const counted = function (this: unknown, ...parameters: unknown[]): unknown {
    onCall();
    return Reflect.apply(original, this, parameters);
  };
  Reflect.defineProperty(target, name, { value: counted, configurable: true, writable: true });
  return () => Reflect.defineProperty(target, name, { value: original, configurable: true, writable: true });
}
