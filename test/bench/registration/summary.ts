/** Median and 95th percentile, percent. */
export interface Summary {
  readonly median: number;
  readonly p95: number;
  readonly count: number;
}

/** Of errors as parts. */
export function summarise(errors: readonly number[]): Summary {
  const sorted = errors.toSorted((a, b) => a - b);
  const at = (share: number): number => 100 * (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN);
  return { median: at(0.5), p95: at(0.95), count: sorted.length };
}
