/** Time and turns, as the browser gives them; tests hand in their own. */
export interface Clock {
  /** ms, the time base of `performance.now()`. */
  now(): number;
  /** Before the next drawing of the display. */
  requestFrame(callback: (now: number) => void): number;
  cancelFrame(handle: number): void;
  /** Calls back when the drawing that is under way has been painted, and the thread is free again. */
  afterPaint(callback: () => void): void;
  /** Calls back once after `ms`; the returned function calls it off. */
  after(ms: number, callback: () => void): () => void;
}

/** A message is a task of its own: it comes after the task in which the browser paints what was drawn. */
const paint = new MessageChannel();
const waiting: (() => void)[] = [];
paint.port1.addEventListener("message", () => waiting.shift()?.());
paint.port1.start();

export const browserClock: Clock = {
  now: () => performance.now(),
  requestFrame: (callback) => requestAnimationFrame(callback),
  cancelFrame: (handle) => cancelAnimationFrame(handle),
  afterPaint: (callback) => {
    waiting.push(callback);
    paint.port2.postMessage(null);
  },
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
