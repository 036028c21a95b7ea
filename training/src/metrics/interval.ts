import { createRandom, type Random } from "../data/random";
import type { Interval } from "./figures";

/** Quantile of the standard normal that leaves 2.5 % above it. */
const Z = 1.959964;
const RESAMPLES = 400;

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Share of successes with Wilson's 95 % interval (Wilson 1927), which holds for few trials and for shares of 0 and 1. */
export function proportion(successes: number, trials: number): Interval {
  if (trials === 0) return { value: Number.NaN, low: 0, high: 1 };
  const share = successes / trials;
  const centre = (share + Z ** 2 / (2 * trials)) / (1 + Z ** 2 / trials);
  const reach = (Z * Math.sqrt((share * (1 - share)) / trials + (Z / (2 * trials)) ** 2)) / (1 + Z ** 2 / trials);
  return { value: share, low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}

/**
 * A mean with its 95 % interval: percentiles of bootstrap means (Efron 1979).
 * @param groups What is drawn as one, such as all translations of one picture; the mean is over all their values.
 */
export function bootstrapMean(groups: readonly (readonly number[])[], seed: number): Interval {
  const filled = groups.filter((group) => group.length > 0);
  return bootstrap(mean(filled.flat()), (random) => mean(resample(filled, random).flat()), seed);
}

/** The mean of several groups' means with its 95 % interval: each group is drawn from by itself, and counts the same. */
export function bootstrapMeans(groups: readonly (readonly number[])[], seed: number): Interval {
  return bootstrap(
    mean(groups.map(mean)),
    (random) => mean(groups.map((group) => mean(resample(group, random)))),
    seed,
  );
}

function bootstrap(value: number, draw: (random: Random) => number, seed: number): Interval {
  const random = createRandom(seed, 0xb007);
  const drawn = Array.from({ length: RESAMPLES }, () => draw(random)).toSorted((a, b) => a - b);
  const at = (part: number): number => drawn[Math.round(part * (RESAMPLES - 1))] ?? Number.NaN;
  return { value, low: at(0.025), high: at(0.975) };
}

/** As many as there are, drawn with replacement. */
export function resample<T>(values: readonly T[], random: Random): T[] {
  return values.flatMap(() => {
    const drawn = values[random.below(values.length)];
    return drawn === undefined ? [] : [drawn];
  });
}

/** A random order. */
export function shuffled<T>(values: readonly T[], random: Random): T[] {
  return values
    .map((value) => ({ value, key: random.next() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

/** At most `most` of the values, evenly through the list, so that no burst of one bowl stands for all. */
export function evenly<T>(values: readonly T[], most: number): T[] {
  if (values.length <= most) return [...values];
  return values.filter((_, i) => Math.floor(((i + 1) * most) / values.length) > Math.floor((i * most) / values.length));
}
