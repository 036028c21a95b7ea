import { seededRandom } from "../../../src/translator/selftest/tiny";

/** A median with the interval that holds it with a probability of 95 %. */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Resamples of a bootstrap: its interval then moves by less than the samples' own noise. */
const RESAMPLES = 2000;
const CONFIDENCE = 0.95;

/** Middle value, the mean of both where their number is even; NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

/**
 * The median and its percentile bootstrap interval (Efron 1979). The same numbers give the same interval.
 * @param samples At least one.
 */
export function estimate(samples: readonly number[]): Estimate {
  const random = seededRandom(samples.length);
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(Array.from(samples, () => samples[Math.floor(random() * samples.length)] ?? Number.NaN)),
  ).toSorted((a, b) => a - b);
  const tail = (1 - CONFIDENCE) / 2;
  return { median: median(samples), low: quantile(medians, tail), high: quantile(medians, 1 - tail) };
}

/** How many times as long the first takes as the second, compared round by round. */
export function pairedRatio(of: readonly number[], to: readonly number[]): Estimate {
  if (of.length !== to.length) throw new RangeError(`${of.length} and ${to.length} samples make no pairs.`);
  return estimate(of.map((value, round) => value / (to[round] ?? Number.NaN)));
}

/** Between the two nearest of sorted values. */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
