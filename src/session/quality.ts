import { SampleWindow } from "../net/meters";

/** Generator sizes, best first, pixels. A model that cannot run at one takes the nearest at which it can. */
const qualitySizes = [256, 192, 128, 96] as const;

export interface QualityOptions {
  /** Where to begin, pixels. */
  readonly start: number;
  /** A size that must not change. */
  readonly fixed?: number | undefined;
  /** The side nearest to the wanted one that the generator can run at, pixels. Default: any will do. */
  readonly fitSize?: (wanted: number) => number;
}

/** Slower than this at the 95th percentile, the lens looks like a slide show: take a smaller generator. */
const tooSlowMs = 120;
/** A larger generator is tried only when it is expected to stay under this: the gap to `tooSlowMs` is the hysteresis. */
const comfortableMs = 70;
const samplesToShrink = 20;
const samplesToGrow = 40;
const firstGrowWaitMs = 6000;
const longestGrowWaitMs = 240_000;
/** Rest between translations, ms, as the smallest size stays too slow: the picture itself must keep moving. */
const rests = [0, 30, 80] as const;

/** A session's frames below this share of those that it aims at are too few: the head moves, and the picture lags. */
const enoughFrames = 0.92;
/** In a row, a second each: one slow second is a hand-over or a shader. */
const shortSeconds = 2;

/**
 * Chooses the generator's size and the rest between translations from how long translations take. A size that
 * had to be given up soon after it was tried is tried again only after twice the wait, so that the picture does
 * not swing between two sharpnesses.
 */
export class QualityControl {
  readonly #fixed: number | undefined;
  readonly #sizes: readonly number[];
  readonly #window = new SampleWindow(samplesToGrow);
  #level: number;
  #restLevel = 0;
  #growWaitMs = firstGrowWaitMs;
  #changedAt = Number.NEGATIVE_INFINITY;
  #grewLast = false;
  #pressed = false;
  #shortSeconds = 0;

  constructor({ start, fixed, fitSize = (wanted) => wanted }: QualityOptions) {
    this.#fixed = fixed === undefined ? undefined : fitSize(fixed);
    this.#sizes = [...new Set(qualitySizes.map(fitSize))];
    const level = this.#sizes.findIndex((size) => size <= fitSize(start));
    this.#level = level === -1 ? this.#sizes.length - 1 : level;
  }

  /** Side of the generator, pixels. */
  get size(): number {
    return this.#fixed ?? this.#sizes[this.#level] ?? qualitySizes[0];
  }

  /** Time to leave between the end of a translation and the next, ms. */
  get restMs(): number {
    return rests[this.#restLevel] ?? 0;
  }

  /** Tells of one translation that took `ms`, ended at `now`. True when size or rest changed. */
  record(ms: number, now: number): boolean {
    if (this.#changedAt === Number.NEGATIVE_INFINITY) this.#changedAt = now;
    this.#window.add(ms);
    if (this.#fixed !== undefined) return false;
    const slow = this.#window.count >= samplesToShrink && this.#window.percentile(0.95) > tooSlowMs;
    if (slow) return this.#shrink(now);
    return this.#mayGrow(now) ? this.#grow(now) : false;
  }

  /** The system says that the processor is overloaded (Compute Pressure "critical"), or no longer. */
  setPressure(critical: boolean, now: number): boolean {
    const newly = critical && !this.#pressed;
    this.#pressed = critical;
    return newly && this.#fixed === undefined ? this.#shrink(now) : false;
  }

  /**
   * Tells of a second of an immersive session. While its frames are too few, translation shrinks and rests, a step every
   * two seconds, and does not grow; a fixed size holds, and rests alone. True when size or rest changed.
   */
  recordRate(fps: number, wanted: number, now: number): boolean {
    this.#shortSeconds = fps < wanted * enoughFrames ? this.#shortSeconds + 1 : 0;
    if (this.#shortSeconds === 0 || this.#shortSeconds % shortSeconds !== 0) return false;
    return this.#shrink(now);
  }

  /** The size does not fit into memory: takes the next smaller one at once. */
  tooLarge(now: number): boolean {
    return this.#fixed === undefined && this.#shrink(now);
  }

  #shrink(now: number): boolean {
    const bounced = this.#grewLast && now - this.#changedAt < 2 * this.#growWaitMs;
    if (bounced) this.#growWaitMs = Math.min(2 * this.#growWaitMs, longestGrowWaitMs);
    if (this.#fixed === undefined && this.#level < this.#sizes.length - 1) this.#level += 1;
    else if (this.#restLevel < rests.length - 1) this.#restLevel += 1;
    else return false;
    this.#settle(now, false);
    return true;
  }

  #mayGrow(now: number): boolean {
    if (
      this.#pressed ||
      this.#shortSeconds > 0 ||
      this.#window.count < samplesToGrow ||
      now - this.#changedAt < this.#growWaitMs
    )
      return false;
    const p95 = this.#window.percentile(0.95);
    if (this.#restLevel > 0) return p95 < comfortableMs;
    const larger = this.#sizes[this.#level - 1];
    // A convolution's work grows with the number of pixels.
    return larger !== undefined && p95 * (larger / this.size) ** 2 < comfortableMs;
  }

  #grow(now: number): boolean {
    if (this.#restLevel > 0) this.#restLevel -= 1;
    else this.#level -= 1;
    this.#settle(now, true);
    return true;
  }

  #settle(now: number, grew: boolean): void {
    this.#window.reset();
    this.#changedAt = now;
    this.#grewLast = grew;
  }
}
