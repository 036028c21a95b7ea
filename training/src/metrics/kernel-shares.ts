import { createRandom, type Random } from "../data/random";
import type { Figures } from "./figures";
import { mean, resample } from "./interval";
import { kernel } from "./kernel";
import type { FeatureSets } from "./our-features";
import { upTo } from "./pictures";

const RESAMPLES = 200;

/** Kernel values between all features of one dish. */
interface Kernels {
  /** The dish, for people. */
  readonly name: string;
  /** The lower triangle and the diagonal, row by row. */
  readonly rows: readonly Float64Array[];
  /** Which rows are translations, what they were made of, and real pictures. */
  readonly made: readonly number[];
  readonly before: readonly number[];
  readonly real: readonly number[];
}

/**
 * How much of the kernel distance to the real pictures of a dish is left after translation: KID(translated, real) over
 * KID(untranslated, real), dish by dish, their mean with its 95 % interval, and the worst. 0 is a perfect model, 1 one that
 * does nothing. All pictures count, which the estimate allows: it is unbiased for samples of any two sizes. A dish whose
 * untranslated pictures are no further from the real ones than chance has no share and is named.
 *
 * @param sets With `before`.
 */
export function kernelShares(sets: readonly FeatureSets[], seed: number): Figures {
  const kernels = sets.map(kernelsOf);
  const shares = kernels.map((dish) => ({ name: dish.name, share: shareOf(dish, dish) }));
  const found = shares.filter(({ share }) => Number.isFinite(share));
  const without = shares.filter(({ share }) => !Number.isFinite(share)).map(({ name }) => name);
  const [worst] = found.toSorted((a, b) => b.share - a.share);
  if (!worst) return { dishesWithoutShare: without };
  const value = mean(found.map(({ share }) => share));
  const redrawn = upTo(RESAMPLES).flatMap((round) => {
    const random = createRandom(seed, 0x51a2, round);
    const drawn = kernels.map((dish) => shareOf(dish, redraw(dish, random))).filter(Number.isFinite);
    return drawn.length > 0 ? [mean(drawn)] : [];
  });
  // As for the distances: doubles shift a redrawn value, not its spread.
  const centre = mean(redrawn);
  const deviation = Math.sqrt(mean(redrawn.map((drawn) => (drawn - centre) ** 2)));
  return {
    shareOfUntranslated: { value, low: value - 1.96 * deviation, high: value + 1.96 * deviation },
    worstShare: worst.share,
    worstDish: worst.name,
    sharePerDish: Object.fromEntries(found.map(({ name, share }) => [name, share] as const)),
    ...(without.length > 0 ? { dishesWithoutShare: without } : {}),
  };
}

type Rows = Pick<Kernels, "made" | "before" | "real">;

function kernelsOf({ name, made, real, before }: FeatureSets): Kernels {
  const all = [...made, ...(before ?? []), ...real];
  const rows = all.map((x, i) => Float64Array.from(all.slice(0, i + 1), (y) => kernel(x, y)));
  const first = made.length + (before?.length ?? 0);
  return {
    name,
    rows,
    made: upTo(made.length),
    before: upTo(before?.length ?? 0).map((index) => made.length + index),
    real: upTo(real.length).map((index) => first + index),
  };
}

/** A translation stays with what it was made of. */
function redraw({ made, before, real }: Kernels, random: Random): Rows {
  const drawn = resample(upTo(made.length), random);
  const take = (rows: readonly number[]): number[] => drawn.flatMap((index) => rows[index] ?? []);
  return { made: take(made), before: take(before), real: resample(real, random) };
}

/** Not finite where the untranslated pictures are as near as real ones. */
function shareOf(kernels: Kernels, { made, before, real }: Rows): number {
  const untranslated = distance(kernels, before, real);
  return untranslated > 0 ? distance(kernels, made, real) / untranslated : Number.NaN;
}

function distance({ rows }: Kernels, a: readonly number[], b: readonly number[]): number {
  const value = (i: number, j: number): number => (i > j ? rows[i]?.[j] : rows[j]?.[i]) ?? Number.NaN;
  const within = (sample: readonly number[]): number => {
    let [sum, pairs] = [0, 0];
    for (const [index, i] of sample.entries()) {
      for (let other = 0; other < index; other++) {
        const j = sample[other] ?? i;
        // A picture drawn twice is not compared with itself.
        if (i === j) continue;
        sum += value(i, j);
        pairs += 1;
      }
    }
    return sum / pairs;
  };
  let across = 0;
  for (const i of a) for (const j of b) across += value(i, j);
  return within(a) + within(b) - (2 * across) / (a.length * b.length);
}
