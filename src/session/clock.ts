/** Time and turns, as the browser gives them; tests hand in their own. */
export interface Clock {
  /** ms, the time base of `performance.now()`. */
  now(): number;
  /** Before the next drawing of the display. */
  requestFrame(callback: (now: number) => void): number;
  cancelFrame(handle: number): void;
  /** Calls back once after `ms`; the returned function calls it off. */
  after(ms: number, callback: () => void): () => void;
}

export const browserClock: Clock = {
  now: () => performance.now(),
  requestFrame: (callback) => requestAnimationFrame(callback),
  cancelFrame: (handle) => cancelAnimationFrame(handle),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
