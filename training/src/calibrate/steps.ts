import type { MagnitudeHistogram } from "./histogram";

/** Ways to choose a step from what a convolution reads. */
export const stepMethods = ["max", "percentile-99.99", "percentile-99.9", "mse"] as const;
export type StepMethod = (typeof stepMethods)[number];

/** Clipping limits that `mse` tries, as parts of the largest magnitude. */
const TRIED = 128;

/**
 * The step of int8 numbers that hold what the histogram has seen.
 *
 * - `max`: the largest magnitude becomes 127; nothing is clipped.
 * - `percentile-P`: that share of the values is not clipped.
 * - `mse`: the mean square error of rounding and clipping is least.
 *
 * @returns A step of six digits, or null where nothing but zeros was seen.
 */
export function chooseStep(histogram: MagnitudeHistogram, method: StepMethod): number | null {
  const limit = clippingLimit(histogram, method);
  return limit > 0 ? sixDigits(limit / 127) : null;
}

/** As a step is written into a model's description. */
export function sixDigits(step: number): number {
  return Number(step.toPrecision(6));
}

function clippingLimit(histogram: MagnitudeHistogram, method: StepMethod): number {
  switch (method) {
    case "max":
      return histogram.magnitude;
    case "percentile-99.99":
      return histogram.quantile(0.9999);
    case "percentile-99.9":
      return histogram.quantile(0.999);
    case "mse":
      return limitOfLeastError(histogram);
  }
}

function limitOfLeastError(histogram: MagnitudeHistogram): number {
  let best = { limit: histogram.magnitude, error: histogram.errorOf(histogram.magnitude / 127) };
  for (let part = TRIED - 1; part > 0; part--) {
    const limit = (histogram.magnitude * part) / TRIED;
    const error = histogram.errorOf(limit / 127);
    if (error < best.error) best = { limit, error };
  }
  return best.limit;
}
