import type { ImageSet } from "../data/image-set";
import { createRandom, type Random } from "../data/random";
import { requirePictures } from "./errors";
import type { Figures } from "./figures";
import { shuffled } from "./interval";
import type { Metric, MetricContext } from "./metric";
import { joined, upTo } from "./pictures";
import type { GeneratorSubject, HeldOutPictures, TranslatorSubject } from "./subject";
import { type Samples, twoSampleTest } from "./two-sample";
import { inBothViews } from "./views";

/** The hard question: can a net that was made for it alone tell a model's pictures from real ones? */
export const c2st: Metric = {
  name: "c2st",
  about: "error of a fresh net at telling a model's pictures from real ones (0.5: it cannot), beside real against real",
  paper: "Lopez-Paz and Oquab 2017",
  needs: [],
  isQuick: true,
  measure: { translator: ofTranslations, generator: ofGenerated },
};

const FEWEST = 8;
const NET = { steps: 400, batch: 32, channels: [16, 32, 64] };
const WINDOW = 64;

/** A picture, and what it may have in common with others. */
interface Place {
  readonly set: ImageSet;
  readonly index: number;
  /** Pictures of an odd block are tested on, those of an even one learnt from. */
  readonly block: number;
  /** Pictures of one source depend on each other: one of them at most is tested on. */
  readonly source: string;
}

/** What is to be told apart, for one dish. */
interface Dish {
  readonly made: readonly Place[];
  readonly real: readonly Place[];
}

function ofTranslations(subject: TranslatorSubject, context: MetricContext): Promise<Figures> {
  return inBothViews(subject, context, (seen) => ofSeen(seen, context));
}

async function ofSeen(subject: TranslatorSubject, context: MetricContext): Promise<Figures> {
  const { images, of } = await subject.translations();
  // A source may be a real picture of another dish: what was made of it lies in the same block, and so on its side.
  const dishes = subject.targets.map(({ real }, dish) => ({
    made: of.flatMap(({ source, target }, index) =>
      target === dish
        ? [{ set: images, index, block: subject.sources.blocks[source] ?? 0, source: String(source) }]
        : [],
    ),
    real: placesOf(real, dish),
  }));
  return figuresOf(dishes, subject.size, context);
}

async function ofGenerated({ generated, real, size }: GeneratorSubject, context: MetricContext): Promise<Figures> {
  const set = await generated();
  const made = upTo(set.count).map((index) => ({ set, index, block: index, source: String(index) }));
  return figuresOf([{ made, real: placesOf(real, 0) }], size, context);
}

function placesOf({ images, blocks }: HeldOutPictures, dish: number): Place[] {
  return upTo(images.count).map((index) => ({
    set: images,
    index,
    block: blocks[index] ?? 0,
    source: `${dish}/${index}`,
  }));
}

async function figuresOf(dishes: readonly Dish[], size: number, { seed, quick }: MetricContext): Promise<Figures> {
  const random = createRandom(seed, 0xc257);
  const samples = samplesOf(dishes, random);
  const tested = samples.test.length;
  requirePictures("c2st", "pictures of either kind to test on, from blocks that none is learnt from,", tested, FEWEST);
  const net = { ...NET, seed, window: Math.min(size, WINDOW) };
  const made = await twoSampleTest(asSets(samples), net);
  const figures = { error: made.error, p: made.p, tested: 2 * tested, steps: NET.steps };
  if (quick) return figures;
  // The same among real pictures: every other two blocks take the part of the model's.
  const control = samplesOf(
    dishes.map(({ real }) => ({
      made: real.filter(({ block }) => block % 4 < 2),
      real: real.filter(({ block }) => block % 4 >= 2),
    })),
    random,
  );
  return {
    ...figures,
    ...(control.test.length < FEWEST
      ? { realAgainstReal: `too few real pictures: ${control.test.length} of either kind to test on` }
      : await controlFigures(asSets(control), net)),
  };
}

async function controlFigures(samples: Samples, net: Parameters<typeof twoSampleTest>[1]): Promise<Figures> {
  const { error, p } = await twoSampleTest(samples, net);
  return { realAgainstReal: { error, p, tested: 2 * samples.test.first.count } };
}

interface Chosen {
  readonly train: readonly Dish[];
  /** Pairs of a model's and a real picture of one dish. */
  readonly test: readonly { readonly made: Place; readonly real: Place }[];
}

/** Dishes weigh the same for both kinds, so that nothing is to be learnt from how often there is which. */
function samplesOf(dishes: readonly Dish[], random: Random): Chosen {
  const isTested = ({ block }: Place): boolean => block % 2 === 1;
  const train = dishes.map(({ made, real }) => ({
    made: made.filter((place) => !isTested(place)),
    real: real.filter((place) => !isTested(place)),
  }));
  const isLearnt = (dish: number): boolean =>
    (train[dish]?.made.length ?? 0) > 0 && (train[dish]?.real.length ?? 0) > 0;
  const left = dishes.map(({ real }) => shuffled(real.filter(isTested), random));
  const candidates = dishes.flatMap(({ made }, dish) =>
    isLearnt(dish) ? made.filter(isTested).map((place) => ({ place, dish })) : [],
  );
  const seen = new Set<string>();
  const test = shuffled(candidates, random).flatMap(({ place, dish }) => {
    const real = seen.has(place.source) ? undefined : left[dish]?.pop();
    if (!real) return [];
    seen.add(place.source);
    return [{ made: place, real }];
  });
  return { train: train.filter((_, dish) => isLearnt(dish)), test };
}

function asSets({ train, test }: Chosen): Samples {
  return {
    train: train.map(({ made, real }) => ({ first: joined(made), second: joined(real) })),
    test: { first: joined(test.map(({ made }) => made)), second: joined(test.map(({ real }) => real)) },
  };
}
