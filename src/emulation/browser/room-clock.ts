import { seeded } from "../room/surfaces";

/**
 * The time of the room: that of `performance.now()`, until it is paused. While it is paused `performance.now()` itself
 * stands still for the whole page, so that ages of frames are what a test makes them, however slow the machine is.
 */
export class RoomClock {
  readonly #real = performance.now.bind(performance);
  #standing: number | null = null;
  #latest = 0;

  get paused(): boolean {
    return this.#standing !== null;
  }

  now(): number {
    // Never backwards: steps may have been longer than the pause.
    this.#latest = Math.max(this.#latest, this.#standing ?? this.#real());
    return this.#latest;
  }

  pause(): void {
    if (this.#standing !== null) return;
    this.#standing = this.now();
    performance.now = () => this.now();
  }

  advance(ms: number): void {
    if (this.#standing === null)
      throw new Error("The room's time can be moved only while it is paused: call pause() first.");
    if (!(ms >= 0)) throw new RangeError(`Time passes forwards: ${ms} ms is no step.`);
    this.#standing += ms;
  }

  resume(): void {
    this.#standing = null;
    // What was stepped ahead of real time is waited for; then the page has its own clock again.
    performance.now = () => this.now();
  }
}

/** Which of the device's frames are left out: spread evenly, and the same ones each time. */
export class DroppedFrames {
  #share = 0;
  #random = seeded(1);

  set(share: number): void {
    if (!(share >= 0 && share < 1)) throw new RangeError(`The share of dropped frames is in [0, 1), not ${share}.`);
    this.#share = share;
    this.#random = seeded(1);
  }

  next(): boolean {
    return this.#random() < this.#share;
  }
}
