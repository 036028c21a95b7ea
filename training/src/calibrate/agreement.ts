/** Peak signal-to-noise ratios of pictures in [-1, 1], dB. */
export interface Agreement {
  /** Of all pictures together: the ratio of their mean square error. */
  readonly all: number;
  /** Of the picture that fares worst. */
  readonly worst: number;
}

/** Mean square error → dB, for values in [-1, 1]; 0 is infinite. */
const decibels = (error: number): number => 10 * Math.log10(4 / error);

/** Compares pictures one by one. */
export class AgreementMeter {
  #sum = 0;
  #count = 0;
  #worst = 0;

  /** @param wanted, found As long as each other. */
  add(wanted: Float32Array, found: Float32Array): void {
    let error = 0;
    wanted.forEach((value, i) => (error += (value - (found[i] ?? Number.NaN)) ** 2));
    error /= wanted.length;
    this.#sum += error;
    this.#count += 1;
    this.#worst = Math.max(this.#worst, error);
  }

  result(): Agreement {
    return { all: decibels(this.#sum / this.#count), worst: decibels(this.#worst) };
  }
}
