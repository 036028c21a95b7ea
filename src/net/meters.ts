/** Counts events per second over a sliding window, without allocating while it counts. */
export class RateMeter {
  readonly #times: Float64Array;
  readonly #windowMs: number;
  #next = 0;
  #count = 0;

  /** `capacity` bounds the rate that can be told: `capacity / window`. */
  constructor(windowMs = 2000, capacity = 512) {
    this.#windowMs = windowMs;
    this.#times = new Float64Array(capacity);
  }

  tick(now: number): void {
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.#times.length;
    this.#count = Math.min(this.#count + 1, this.#times.length);
  }

  /** Events per second at `now`, ms. Until the window has filled, over the time since the first event. */
  rate(now: number): number {
    let inside = 0;
    let oldest = now;
    for (let back = 1; back <= this.#count; back += 1) {
      const time = this.#times[(this.#next - back + this.#times.length) % this.#times.length] ?? 0;
      if (now - time >= this.#windowMs) return (inside * 1000) / this.#windowMs;
      oldest = time;
      inside += 1;
    }
    // n events that began at `oldest` span n - 1 intervals.
    return inside < 2 || now <= oldest ? 0 : ((inside - 1) * 1000) / (now - oldest);
  }

  reset(): void {
    this.#count = 0;
  }
}

/** The last measurements of one thing, and their percentiles. */
export class SampleWindow {
  readonly #samples: Float64Array;
  readonly #sorted: Float64Array;
  #next = 0;
  #count = 0;

  constructor(capacity = 48) {
    this.#samples = new Float64Array(capacity);
    this.#sorted = new Float64Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    this.#samples[this.#next] = value;
    this.#next = (this.#next + 1) % this.#samples.length;
    this.#count = Math.min(this.#count + 1, this.#samples.length);
  }

  /** Nearest-rank percentile, `fraction` in [0, 1]; 0 without samples. */
  percentile(fraction: number): number {
    if (this.#count === 0) return 0;
    const sorted = this.#sorted.subarray(0, this.#count);
    sorted.set(this.#samples.subarray(0, this.#count));
    sorted.sort();
    return sorted[Math.max(0, Math.ceil(fraction * this.#count) - 1)] ?? 0;
  }

  reset(): void {
    this.#count = 0;
    this.#next = 0;
  }
}
