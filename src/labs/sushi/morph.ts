import { type ReadonlySignal, signal } from "@preact/signals";

/** Seconds from piece to piece at speed 1. */
const WAY_SECONDS = 4;
/** A page that was in the background does not catch up, ms. */
const LONGEST_STEP_MS = 100;

export interface MorphOptions {
  /** The last picture is there: another one can be made. */
  readonly ready: () => boolean;
  readonly along: ReadonlySignal<number>;
  /** @param along [0, 1] */
  readonly go: (along: number) => void;
  /** The way is at its end: another one begins. */
  readonly next: () => void;
}

/** Walks on and on, from piece to piece. */
export class Morph {
  readonly playing = signal(false);
  /** Ways in the time of one. */
  readonly speed = signal(1);
  readonly #options: MorphOptions;
  #frame = 0;
  #lastAt = 0;

  constructor(options: MorphOptions) {
    this.#options = options;
  }

  play(): void {
    if (this.playing.peek()) return;
    this.playing.value = true;
    this.#lastAt = performance.now();
    this.#frame = requestAnimationFrame((now) => this.#step(now));
  }

  pause(): void {
    this.playing.value = false;
    cancelAnimationFrame(this.#frame);
  }

  #step(now: number): void {
    this.#frame = requestAnimationFrame((later) => this.#step(later));
    if (!this.#options.ready()) return;
    const passed = Math.min(Math.max(now - this.#lastAt, 0), LONGEST_STEP_MS) / 1000;
    this.#lastAt = now;
    const along = this.#options.along.peek() + (passed / WAY_SECONDS) * this.speed.peek();
    if (along >= 1) this.#options.next();
    else this.#options.go(along);
  }
}
