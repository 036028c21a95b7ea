import type { Clock } from "./clock";

const firstWaitMs = 500;
const longestWaitMs = 15_000;
/** What has run this long is well again: its next failure is a first one. */
const wellAfterMs = 60_000;

/** Waits longer from failure to failure, and begins anew once things went well for a minute. */
export class Backoff {
  readonly #clock: Clock;
  #failures = 0;
  #failedAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Failures in a row, without a good minute between. */
  get failures(): number {
    return this.#failures;
  }

  /**
   * Counts a failure and calls back when it is time to try again; an earlier wait is called off.
   * @param atOnce The first failure in a good minute is one that no waiting helps against.
   */
  schedule(retry: () => void, atOnce = false): void {
    const now = this.#clock.now();
    if (now - this.#failedAt > wellAfterMs) this.#failures = 0;
    this.#failedAt = now;
    const soon = atOnce && this.#failures === 0;
    const wait = soon ? 0 : Math.min(firstWaitMs * 2 ** this.#failures, longestWaitMs);
    this.#failures += 1;
    this.cancel();
    this.#cancel = this.#clock.after(wait, () => {
      this.#cancel = null;
      retry();
    });
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  reset(): void {
    this.cancel();
    this.#failures = 0;
    this.#failedAt = Number.NEGATIVE_INFINITY;
  }
}
