/** Peak signal-to-noise ratios of pictures in [-1, 1], dB. */
export interface Agreement {
  /** Of all pictures together: the ratio of their mean square error. */
  readonly all: number;
  /** Of the picture that fares worst. */
  readonly worst: number;
  /** Of each picture, in order. */
  readonly each: readonly number[];
}

/** Mean square error → dB, for values in [-1, 1]; 0 is infinite. */
const decibels = (error: number): number => 10 * Math.log10(4 / error);

/** Compares pictures one by one. */
export class AgreementMeter {
  readonly #errors: number[] = [];

  /** @param wanted, found As long as each other. */
  add(wanted: Float32Array, found: Float32Array): void {
    let error = 0;
    wanted.forEach((value, i) => (error += (value - (found[i] ?? Number.NaN)) ** 2));
    this.#errors.push(error / wanted.length);
  }

  result(): Agreement {
    const sum = this.#errors.reduce((total, error) => total + error, 0);
    return {
      all: decibels(sum / this.#errors.length),
      worst: decibels(Math.max(...this.#errors)),
      each: this.#errors.map(decibels),
    };
  }
}
