import { createRandom, type Random } from "../data/random";
import type { ImageSet } from "../data/image-set";
import { JudgeError, requirePictures } from "./errors";
import type { Figures, Interval } from "./figures";
import { bootstrapMean, shuffled } from "./interval";
import type { Metric, MetricContext } from "./metric";
import { OUR_FEATURES } from "./our-features";
import { perceptualDistances } from "./perceptual";
import { joined, upTo } from "./pictures";
import type { GeneratorSubject, HeldOutPictures, TranslatorSubject } from "./subject";

/** How different the pictures of a model are from each other, as far as our features see it. */
export const diversity: Metric = {
  name: "diversity",
  about: `distance in the way of LPIPS between a model's pictures, beside that between real ones, ${OUR_FEATURES}`,
  paper: "LPIPS, Zhang et al. 2018",
  needs: ["judge"],
  measure: { translator: ofTranslations, generator: ofGenerated },
};

const MOST = 128;

interface Place {
  readonly set: ImageSet;
  readonly index: number;
}
type Pair = readonly [Place, Place];

async function ofTranslations(subject: TranslatorSubject, context: MetricContext): Promise<Figures> {
  const { targets, sources } = subject;
  const random = createRandom(context.seed, 0xd1fe);
  const { images, of } = await subject.translations();
  const places = of.map((made, index) => ({ ...made, set: images, index }));
  const bySource = upTo(sources.images.count).map((source) => places.filter((place) => place.source === source));
  const byTarget = targets.map((_, target) =>
    places
      .filter((place) => place.target === target)
      .map((place) => ({ ...place, block: `${sources.own[place.source]}/${sources.blocks[place.source]}` })),
  );
  const real = targets.map((target) => placesOf(target.real));
  const amongDishes = bySource.flatMap((own) => neighbours(shuffled(own, random)).slice(0, 1));
  return {
    ...(targets.length > 2
      ? {
          betweenDishes: await meanDistance(amongDishes, context),
          betweenDishesOfReal: await meanDistance(acrossDishes(real, random), context),
        }
      : {}),
    betweenSources: await meanDistance(
      byTarget.flatMap((own) => strangers(own, random)),
      context,
    ),
    betweenReal: await meanDistance(
      real.flatMap((own) => strangers(own, random)),
      context,
    ),
    about: OUR_FEATURES,
  };
}

async function ofGenerated({ generated, real }: GeneratorSubject, context: MetricContext): Promise<Figures> {
  const random = createRandom(context.seed, 0xd1fe);
  const made = await generated();
  const all = upTo(made.count).map((index) => ({ set: made, index, block: String(index) }));
  return {
    betweenGenerated: await meanDistance(strangers(all, random), context),
    betweenReal: await meanDistance(strangers(placesOf(real), random), context),
    about: OUR_FEATURES,
  };
}

interface BlockPlace extends Place {
  readonly block: string;
}

function placesOf({ images, blocks }: HeldOutPictures): BlockPlace[] {
  return upTo(images.count).map((index) => ({ set: images, index, block: String(blocks[index]) }));
}

/** Each with the next. */
function neighbours<T>(values: readonly T[]): (readonly [T, T])[] {
  return values.slice(1).flatMap((next, i) => {
    const value = values[i];
    return value === undefined ? [] : [[value, next] as const];
  });
}

/** Pairs of pictures that do not show one bowl. */
function strangers(places: readonly BlockPlace[], random: Random): Pair[] {
  return neighbours(shuffled(places, random)).filter(([a, b]) => a.block !== b.block);
}

/** Pairs of real pictures of two dishes. */
function acrossDishes(dishes: readonly (readonly Place[])[], random: Random): Pair[] {
  const mixed = shuffled(
    dishes.flatMap((places, dish) => places.map((place) => ({ ...place, dish }))),
    random,
  );
  return neighbours(mixed).filter(([a, b]) => a.dish !== b.dish);
}

async function meanDistance(pairs: readonly Pair[], { judge, seed }: MetricContext): Promise<Interval> {
  if (!judge) throw new JudgeError("diversity needs a judge");
  requirePictures("diversity", "pairs of pictures from different sources", pairs.length, 2);
  const chosen = shuffled(pairs, createRandom(seed, 0xd1ff)).slice(0, MOST);
  const first = joined(chosen.map(([a]) => a));
  const second = joined(chosen.map(([, b]) => b));
  const distances = await perceptualDistances(judge, first, second);
  return bootstrapMean(
    distances.map((distance) => [distance]),
    seed,
  );
}
