/** More threads than this wait for one another on pictures of this size. */
const MOST_THREADS = 4;

/**
 * Threads for the wasm backend: half of the logical processors, which are often two to a core, for the page draws
 * and the segmenter computes beside it. On two of them both are used where a GPU draws, 31 ms instead of 52 for a
 * picture of 128 pixels; where the processor draws too, two threads wait for one another longer than they gain,
 * 150 ms instead of 80.
 *
 * @param processors `navigator.hardwareConcurrency`
 * @param drawnOnProcessor the page's pictures are drawn by a software renderer
 */
export function wasmThreads(processors: number, drawnOnProcessor: boolean): number {
  if (!(processors >= 2)) return 1;
  const fewest = drawnOnProcessor ? 1 : 2;
  return Math.max(fewest, Math.min(MOST_THREADS, Math.floor(processors / 2)));
}
