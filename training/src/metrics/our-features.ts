import { createRandom } from "../data/random";
import { JudgeError, requirePictures } from "./errors";
import type { Figures, Interval } from "./figures";
import { mean, resample, shuffled } from "./interval";
import type { MetricContext } from "./metric";
import { upTo } from "./pictures";
import type { GeneratorSubject, TranslatorSubject } from "./subject";

/** What numbers on our features must always be told with. */
export const OUR_FEATURES = "on the features of our own food classifier, not comparable with Inception's";

/** Features of pictures, by what the pictures are. */
export interface FeatureSets {
  /** The dish, for people. */
  readonly name: string;
  /** Of the model. */
  readonly made: readonly Float32Array[];
  readonly real: readonly Float32Array[];
  /** Blocks of neighbours of the real pictures. */
  readonly blocks: readonly number[];
  /** What was translated; none where pictures come from nothing. */
  readonly before: readonly Float32Array[] | null;
}

type Distance = (a: readonly Float32Array[], b: readonly Float32Array[]) => number;

/** A distance's figures and the counts behind them. */
export interface Comparison {
  readonly figures: Figures;
  /** Pictures on either side of each distance, over all dishes the fewest. */
  readonly pictures: number;
  readonly features: number;
}

const FEWEST = 10;
const RESAMPLES = 100;

/**
 * A distance between model and real pictures, as a mean over the dishes, beside that between two halves of the real
 * pictures (what a perfect model would have) and that between untranslated and real pictures (what a model that does
 * nothing would have). All three have as many pictures on either side, so that a bias of the distance is the same in
 * each. Halves are drawn anew for each seed, whole blocks of neighbours at a time: with pictures of one bowl on both sides
 * they would be nearer than strangers are. Intervals come from drawing pictures out of them with replacement.
 *
 * @param least Smallest value that the distance can have.
 * @throws TooFewPicturesError with fewer than ten pictures a side.
 */
export async function compareOnOurFeatures(
  metric: string,
  sets: readonly FeatureSets[],
  distance: Distance,
  { seed, seeds }: MetricContext,
  least = Number.NEGATIVE_INFINITY,
): Promise<Comparison> {
  const counts = sets.map(({ made, real, before }) =>
    Math.min(Math.floor(real.length / 2), made.length, before?.length ?? made.length),
  );
  const pictures = Math.min(...counts);
  const fewest = sets[counts.indexOf(pictures)]?.name ?? "each dish";
  requirePictures(metric, `real pictures of ${fewest}, and half as many of the model,`, pictures * 2, FEWEST * 2);

  const splits = upTo(seeds).map((s) =>
    sets.map(({ made, real, blocks, before }, dish) => {
      const random = createRandom(seed, 0xfea7, s, dish);
      const count = counts[dish] ?? 0;
      const order = shuffled([...new Set(blocks)], random).flatMap((block) =>
        real.filter((_, i) => blocks[i] === block),
      );
      const take = (features: readonly Float32Array[]): Float32Array[] => shuffled(features, random).slice(0, count);
      return {
        model: take(made),
        real: order.slice(0, count),
        otherReal: order.slice(count, 2 * count),
        before: before && take(before),
      };
    }),
  );
  type Split = (typeof splits)[number][number];
  const over = (pick: (split: Split) => readonly Float32Array[] | null): Interval => {
    const bySeed = splits.map((split) => mean(split.map((dish) => distance(pick(dish) ?? [], dish.real))));
    const redrawn = upTo(RESAMPLES).map((round) => {
      const random = createRandom(seed, 0xb007, round);
      const split = splits[round % splits.length] ?? [];
      return mean(split.map((dish) => distance(resample(pick(dish) ?? [], random), resample(dish.real, random))));
    });
    // Pictures that were drawn twice make samples narrower and so shift a distance; their spread is not shifted.
    const value = mean(bySeed);
    const centre = mean(redrawn);
    const deviation = Math.sqrt(mean(redrawn.map((drawn) => (drawn - centre) ** 2)));
    return { value, low: Math.max(least, value - 1.96 * deviation), high: value + 1.96 * deviation };
  };
  const { made: [first] = [] } = sets[0] ?? {};
  return {
    figures: {
      [`${metric}OurFeatures`]: over(({ model }) => model),
      betweenHalvesOfReal: over(({ otherReal }) => otherReal),
      ...(sets.some(({ before }) => before) ? { betweenSourcesAndReal: over(({ before }) => before) } : {}),
      about: OUR_FEATURES,
      picturesASide: pictures,
    },
    pictures,
    features: first?.length ?? 0,
  };
}

/** Features of translations to each dish, of its real pictures, and of the sources that those translations are of. */
export async function featuresOfTranslator(
  subject: TranslatorSubject,
  { judge }: MetricContext,
): Promise<FeatureSets[]> {
  if (!judge) throw new JudgeError("features need a judge");
  const { images, of } = await subject.translations();
  const made = (await judge.look(images)).features;
  const before = (await judge.look(subject.sources.images)).features;
  const sets: FeatureSets[] = [];
  for (const [target, { name, real }] of subject.targets.entries()) {
    const own = of.flatMap((translation, index) => (translation.target === target ? [{ ...translation, index }] : []));
    sets.push({
      name,
      made: own.flatMap(({ index }) => made[index] ?? []),
      real: (await judge.look(real.images)).features,
      blocks: real.blocks,
      before: own.flatMap(({ source }) => before[source] ?? []),
    });
  }
  return sets;
}

/** Features of generated pictures and of those that the generator was trained on. */
export async function featuresOfGenerator(
  { dish, generated, real }: GeneratorSubject,
  { judge }: MetricContext,
): Promise<FeatureSets[]> {
  if (!judge) throw new JudgeError("features need a judge");
  const made = (await judge.look(await generated())).features;
  return [
    {
      name: dish ?? "the recipe",
      made,
      real: (await judge.look(real.images)).features,
      blocks: real.blocks,
      before: null,
    },
  ];
}
