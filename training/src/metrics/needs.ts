import type { MetricContext, Need } from "./metric";
import type { Subject } from "./subject";

interface Requirement {
  /** For people, in a list of metrics. */
  readonly label: string;
  /** What is missing and what to do about it; null if nothing is. */
  readonly missing: (subject: Subject, context: MetricContext) => string | null;
  /** Whether it is a matter of the family, which nobody can do anything about. */
  readonly isOfFamily?: boolean;
}

const noJudge = "it needs a judge: name the run or model of a classifier with --judge";

/** What metrics may need. */
export const requirements: Readonly<Record<Need, Requirement>> = {
  judge: {
    label: "--judge",
    missing: (_, { judge }) => (judge ? null : noJudge),
  },
  judgeOfDishes: {
    label: "--judge that knows the dishes",
    missing(subject, { judge }) {
      if (subject.kind === "classifier") return null;
      if (!judge) return noJudge;
      const unknown = dishesOf(subject).filter((dish) => !judge.classes.includes(dish));
      if (unknown.length === 0) return null;
      return `the judge ${judge.path} does not know ${unknown.join(", ")}, only ${judge.classes.join(", ")}: name one that was trained on them`;
    },
  },
  back: {
    label: "a way back: stargan, or a run",
    missing: (subject) =>
      subject.kind === "translator" && subject.back === null
        ? "it has no way back: name the run instead of the model folder, whose checkpoint holds both nets (pix2pix has none)"
        : null,
  },
  ellipses: {
    label: "data.crops in the recipe",
    missing: (subject) =>
      subject.kind === "translator" && subject.sources.outside === null
        ? "it needs to know where the dish is: name the crops of `mealshift data crop` in the recipe, as data.crops"
        : null,
  },
  pairs: {
    label: "pictures in pairs",
    isOfFamily: true,
    missing: (subject) =>
      subject.kind === "translator" && subject.wanted === null
        ? "it needs to know what a picture should become: pictures come in pairs for pix2pix only"
        : null,
  },
  palette: {
    label: "--palette",
    missing: (subject, { palette }) =>
      subject.kind === "translator" && palette === null
        ? "it needs classes: name a file with their colours with --palette"
        : null,
  },
};

/** What the model makes, by name. */
export function dishesOf(subject: Subject): readonly string[] {
  if (subject.kind === "translator") return subject.targets.map(({ name }) => name);
  return subject.kind === "generator" ? [subject.dish ?? "what it makes, for the model names no dish"] : [];
}
