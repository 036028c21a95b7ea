/** More threads than this wait for one another on pictures of this size. */
const MOST_THREADS = 4;

/**
 * Threads for the wasm backend: half of the processor's, for the page draws, the segmenter computes and the
 * browser composites beside it; yet two on two cores, since each of those rests most of the time.
 *
 * @param cores `navigator.hardwareConcurrency`: logical processors.
 */
export function wasmThreads(cores: number): number {
  if (!(cores >= 2)) return 1;
  return Math.max(2, Math.min(MOST_THREADS, Math.floor(cores / 2)));
}
