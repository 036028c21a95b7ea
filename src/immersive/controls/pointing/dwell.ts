import type { Target } from "../targets";

/** Looking at a thing for this long chooses it, ms … */
const DWELL = 1200;
/** … and from here on it shows: a glance fills no ring. */
const SHOWN = 250;

/** Choosing by looking, for people who have nothing to press. */
export class Dwell {
  #target: Target | null = null;
  #since = 0;
  #spent = false;
  #progress = 0;

  /** [0, 1], for the ring that fills. */
  get progress(): number {
    return this.#progress;
  }

  /** Whether the target is chosen now: once, until something else was looked at. @param now ms */
  update(target: Target | null, now: number): boolean {
    if (target !== this.#target) {
      this.#target = target;
      this.#since = now;
      this.#spent = false;
    }
    const time = now - this.#since;
    const chosen = target !== null && !this.#spent && time >= DWELL;
    if (chosen) this.#spent = true;
    this.#progress = target === null || this.#spent ? 0 : Math.max(0, (time - SHOWN) / (DWELL - SHOWN));
    return chosen;
  }
}
