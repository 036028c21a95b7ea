const BINS = 4096;

/**
 * How often magnitudes occur, in bins of one width. The range doubles when a larger one comes, and neighbouring bins become
 * one: values are seen once, and need not be kept. Zeros are counted apart, since any step holds them exactly.
 */
export class MagnitudeHistogram {
  readonly #counts = new Float64Array(BINS);
  #limit = 0;
  #zeros = 0;
  #values = 0;
  #smallest = 0;
  #largest = 0;

  /** @param values Finite. */
  add(values: Float32Array): void {
    for (const value of values) {
      if (value < this.#smallest) this.#smallest = value;
      if (value > this.#largest) this.#largest = value;
    }
    const largest = this.magnitude;
    if (this.#limit === 0) this.#limit = largest;
    while (this.#limit < largest) this.#double();
    const perBin = BINS / this.#limit;
    for (const value of values) {
      if (value === 0) this.#zeros += 1;
      else this.#count(Math.min(BINS - 1, Math.floor(Math.abs(value) * perBin)), 1);
    }
    this.#values += values.length;
  }

  get smallest(): number {
    return this.#smallest;
  }

  get largest(): number {
    return this.#largest;
  }

  /** The largest magnitude; 0 where there is nothing but zeros. */
  get magnitude(): number {
    return Math.max(-this.#smallest, this.#largest);
  }

  /** A magnitude that this share of all values does not exceed, to a bin's width. @param share [0, 1]. */
  quantile(share: number): number {
    let below = this.#zeros;
    for (const [bin, count] of this.#counts.entries()) {
      below += count;
      if (below >= share * this.#values) return Math.min(this.magnitude, ((bin + 1) * this.#limit) / BINS);
    }
    return this.magnitude;
  }

  /** Share of all values whose magnitude is larger, [0, 1], to a bin's width. */
  above(magnitude: number): number {
    let count = 0;
    this.#each((centre, values) => {
      if (centre > magnitude) count += values;
    });
    return this.#values === 0 ? 0 : count / this.#values;
  }

  /** Mean square error of rounding to whole steps and clipping at ±127 of them. */
  errorOf(step: number): number {
    const [half, clip] = [step / 2, 127 * step];
    // Where many values share a step, their errors are uniform within it.
    const rounding = step ** 2 / 12;
    let sum = 0;
    this.#each((centre, values) => {
      const error = centre > clip + half ? (centre - clip) ** 2 : centre < half ? centre ** 2 : rounding;
      sum += values * error;
    });
    return this.#values === 0 ? 0 : sum / this.#values;
  }

  #each(visit: (centre: number, values: number) => void): void {
    const width = this.#limit / BINS;
    this.#counts.forEach((values, bin) => {
      if (values > 0) visit((bin + 0.5) * width, values);
    });
  }

  #count(bin: number, values: number): void {
    this.#counts[bin] = (this.#counts[bin] ?? 0) + values;
  }

  #double(): void {
    for (let bin = 0; bin < BINS; bin++) {
      const pair = bin < BINS / 2 ? (this.#counts[2 * bin] ?? 0) + (this.#counts[2 * bin + 1] ?? 0) : 0;
      this.#counts[bin] = pair;
    }
    this.#limit *= 2;
  }
}
