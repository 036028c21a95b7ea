/** Parameters of the One Euro filter; the unit is the value's unit. */
export interface OneEuroOptions {
  /** Cutoff at rest, Hz: lower trembles less. */
  readonly minCutoff: number;
  /** Growth of the cutoff with speed, Hz per unit/s: higher lags less. */
  readonly beta: number;
  /** Cutoff of the speed itself, Hz. */
  readonly speedCutoff: number;
}

/** Two samples of one instant are taken to be this far apart, so that a speed can be told, s. */
const SHORTEST_STEP = 0.001;

/** One Euro filter (Casiez, Roussel and Vogel, CHI 2012): a low-pass whose cutoff rises with speed. */
export class OneEuroFilter {
  private last: number | null = null;
  private lastTime = 0;
  private filtered = 0;
  private filteredSpeed = 0;

  constructor(private readonly options: OneEuroOptions) {}

  /** The smoothed value; 0 before the first sample. */
  get value(): number {
    return this.filtered;
  }

  /** Smoothed speed, units per second. */
  get speed(): number {
    return this.filteredSpeed;
  }

  /** @param time ms. Returns the smoothed value. */
  add(value: number, time: number): number {
    if (this.last === null) {
      this.filtered = value;
    } else {
      const step = Math.max((time - this.lastTime) / 1000, SHORTEST_STEP);
      const speed = (value - this.last) / step;
      this.filteredSpeed += smoothing(this.options.speedCutoff, step) * (speed - this.filteredSpeed);
      const cutoff = this.options.minCutoff + this.options.beta * Math.abs(this.filteredSpeed);
      this.filtered += smoothing(cutoff, step) * (value - this.filtered);
    }
    this.last = value;
    this.lastTime = time;
    return this.filtered;
  }

  /** Starts anew at a value, at rest. */
  restart(value: number, time: number): void {
    this.last = null;
    this.filteredSpeed = 0;
    this.add(value, time);
  }
}

/** Weight of a new sample for a first-order low-pass of that cutoff (Hz) and step (s). */
function smoothing(cutoff: number, step: number): number {
  const r = 2 * Math.PI * cutoff * step;
  return r / (r + 1);
}
