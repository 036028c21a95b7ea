/** Ticks of displays come early and late; one this share of a period early still counts as due. */
const EARLY = 0.25;

/** Says when the next of at most `rate` pictures a second is due. Times in ms. */
export class Pace {
  readonly #period: number;
  #due = Number.NEGATIVE_INFINITY;

  constructor(rate: number) {
    this.#period = 1000 / rate;
  }

  isDue(now: number): boolean {
    return now >= this.#due - this.#period * EARLY;
  }

  /** One was taken now. */
  taken(now: number): void {
    // Counted from the due time, or 30 a second would become 20 on a display of 60 Hz that jitters; from now after a pause.
    this.#due = (now - this.#due < this.#period ? this.#due : now) + this.#period;
  }
}
