import type { Figures } from "./figures";
import { bootstrapMean, bootstrapMeans, mean, proportion } from "./interval";
import { JudgeError } from "./errors";
import type { Judge } from "./judge";
import type { Metric, MetricContext } from "./metric";
import type { ClassifierSubject, GeneratorSubject, TranslatorSubject } from "./subject";
import { inBothViews } from "./views";

/** How often the judge takes pictures for the dish that they are meant to show. */
export const accuracy: Metric = {
  name: "accuracy",
  about: "share of translated pictures that the judge takes for the wanted dish, beside that of real ones",
  paper: "StarGAN, Choi et al. 2018",
  needs: ["judgeOfDishes"],
  isQuick: true,
  measure: { translator: ofTranslations, generator: ofGenerated, classifier: ofClassifier },
};

function ofTranslations(subject: TranslatorSubject, context: MetricContext): Promise<Figures> {
  return inBothViews(subject, context, (seen) => ofSeen(seen, context));
}

async function ofSeen(subject: TranslatorSubject, context: MetricContext): Promise<Figures> {
  const { targets, sources, translations } = subject;
  const judge = judgeOf(context);
  const classes = targets.map(({ name }) => judge.classOf(name));
  const { images, of } = await translations();
  const { guesses } = await judge.look(images);
  const right = of.map(({ target }, i) => Number(guesses[i] === classes[target]));
  const perDish = targets.map((_, target) => right.filter((_hit, i) => of[i]?.target === target));
  // All translations of one picture are drawn as one: what the judge thinks of them has much to do with the picture.
  const bySource = sources.own.map((_, source) => right.filter((_hit, i) => of[i]?.source === source));
  const translated = bootstrapMean(bySource, context.seed);
  const onReal = await hitsOnReal(subject, judge);
  const real = bootstrapMeans(onReal, context.seed);
  const perName = (hits: readonly (readonly number[])[]): Figures =>
    Object.fromEntries(targets.map(({ name }, target) => [name, shareOf(hits[target] ?? [])] as const));
  return {
    translated,
    real,
    ...(real.value > 0 ? { shareOfReal: translated.value / real.value } : {}),
    translatedPerDish: perName(perDish),
    realPerDish: perName(onReal),
    translations: of.length,
  };
}

/** For each dish, whether the judge knows each of its real pictures. */
async function hitsOnReal({ targets }: TranslatorSubject, judge: Judge): Promise<number[][]> {
  const hits: number[][] = [];
  for (const { name, real } of targets) {
    const { guesses } = await judge.look(real.images);
    hits.push(guesses.map((guess) => Number(guess === judge.classOf(name))));
  }
  return hits;
}

async function ofGenerated({ dish, generated, real }: GeneratorSubject, context: MetricContext): Promise<Figures> {
  const judge = judgeOf(context);
  const wanted = judge.classOf(dish ?? "");
  const ofMade = await judge.look(await generated());
  const ofReal = await judge.look(real.images);
  const hits = (guesses: readonly number[]): number[] => guesses.map((guess) => Number(guess === wanted));
  return { generated: shareOf(hits(ofMade.guesses)), real: shareOf(hits(ofReal.guesses)) };
}

async function ofClassifier({ classes, guesses }: ClassifierSubject): Promise<Figures> {
  const found = await guesses();
  const perClass = classes.map((_, label) =>
    found.flatMap((picture) => (picture.label === label ? [Number(picture.guess === label)] : [])),
  );
  return {
    overall: shareOf(perClass.flat()),
    balanced: mean(perClass.map(mean)),
    perDish: Object.fromEntries(classes.map((name, label) => [name, shareOf(perClass[label] ?? [])] as const)),
    pictures: found.length,
  };
}

function shareOf(hits: readonly number[]): ReturnType<typeof proportion> {
  return proportion(
    hits.reduce((sum, hit) => sum + hit, 0),
    hits.length,
  );
}

function judgeOf({ judge }: MetricContext): Judge {
  if (!judge) throw new JudgeError("accuracy needs a judge");
  return judge;
}
