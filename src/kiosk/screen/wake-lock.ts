import type { Clock } from "../../session";

/** After a refusal (a low battery, a hidden page) it is asked for again this much later, ms. */
const againMs = 30_000;

export type WakeLockState = "off" | "held" | "refused" | "unsupported";

/** Keeps the screen on, and asks again whenever the browser took that back. */
export class WakeLock {
  readonly #clock: Clock;
  #wanted = false;
  #sentinel: WakeLockSentinel | null = null;
  #asking = false;
  #state: WakeLockState = "off";
  #cancel: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    // A page that is hidden loses it, and gets it back only by asking.
    document.addEventListener("visibilitychange", () => void this.#ask());
  }

  get state(): WakeLockState {
    return this.#state;
  }

  want(wanted: boolean): void {
    this.#wanted = wanted;
    if (wanted) void this.#ask();
    else void this.#sentinel?.release();
  }

  async #ask(): Promise<void> {
    if (!this.#wanted || this.#sentinel !== null || this.#asking || document.hidden) return;
    if (!("wakeLock" in navigator)) {
      this.#state = "unsupported";
      return;
    }
    this.#cancel();
    this.#asking = true;
    try {
      const sentinel = await navigator.wakeLock.request("screen");
      this.#sentinel = sentinel;
      this.#state = "held";
      sentinel.addEventListener("release", () => this.#onRelease(), { once: true });
    } catch {
      this.#state = "refused";
      this.#cancel = this.#clock.after(againMs, () => void this.#ask());
    } finally {
      this.#asking = false;
    }
  }

  #onRelease(): void {
    this.#sentinel = null;
    this.#state = "off";
    void this.#ask();
  }
}
