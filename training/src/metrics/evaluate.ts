import { basename } from "node:path";

import { EvaluationError, JudgeError, TooFewPicturesError } from "./errors";
import type { Figures } from "./figures";
import { type GoalRow, goalRows } from "./goals";
import type { Judge } from "./judge";
import { type LoadedModel, loadJudge } from "./load";
import type { Metric, MetricContext } from "./metric";
import { dishesOf, requirements } from "./needs";
import { type OpenOptions, openSubject, requireCount } from "./open";
import { readPalette } from "./palette";
import { metrics, metricsNamed } from "./registry";
import type { Subject } from "./subject";

export interface EvaluationOptions extends OpenOptions {
  /** Run or model of a classifier that the model was not trained against. */
  readonly judge?: string | undefined;
  /** JSON file of classes and their colours, for translators to label pictures. */
  readonly palette?: string | undefined;
  /** Names of metrics; without, all that make sense for the model and for what was given. */
  readonly metrics?: readonly string[] | undefined;
  /** How often a metric that splits the pictures does so; unless told 3, or 1 for a quick look. */
  readonly seeds?: number | undefined;
}

/** What an evaluation found: all of it can be written as JSON. */
export interface Evaluation {
  readonly model: string;
  readonly family: string;
  /** What it was measured with. */
  readonly settings: Figures;
  /** Figures of each metric, by its name. */
  readonly metrics: Readonly<Record<string, Figures>>;
  /** Metrics of the family that could not be measured, and why. */
  readonly leftOut: Readonly<Record<string, string>>;
  /** The figures that its family is judged by, with floors and goals; none for a family without them. */
  readonly goals: readonly GoalRow[];
}

/**
 * Evaluates a model on the held-out pictures of its recipe, on the current backend.
 * @throws EvaluationError | JudgeError | UnknownMetricError | TooFewPicturesError, or what loaders and recipes throw.
 */
export async function evaluateModel(options: EvaluationOptions): Promise<Evaluation> {
  const wanted = options.metrics && metricsNamed(options.metrics);
  const { quick = false, seed = 1, seeds = quick ? 1 : 3, tell = () => {} } = options;
  requireCount("seeds", seeds);
  const palette = options.palette === undefined ? null : await readPalette(options.palette);
  const { model, stored, subject } = await openSubject(options);
  let judge: Judge | null = null;
  try {
    judge = options.judge === undefined ? null : await loadJudge(options.judge, dishesOf(subject));
    const context: MetricContext = { judge, palette, seed, seeds, quick };
    const found = await measureAll({ model, subject, context }, wanted, tell);
    return {
      model: model.id,
      family: model.family,
      settings: settingsOf(model, subject, options, context),
      ...found,
      goals: goalRows(model.family, found.metrics, found.leftOut),
    };
  } finally {
    // A worker evaluates many models in one process.
    model.network.dispose();
    model.back?.dispose();
    stored.network?.dispose();
    judge?.dispose();
  }
}

/** Measures the wanted metrics, or all that make sense. */
async function measureAll(
  of: { readonly model: LoadedModel; readonly subject: Subject; readonly context: MetricContext },
  wanted: readonly Metric[] | undefined,
  tell: (line: string) => void,
): Promise<Pick<Evaluation, "metrics" | "leftOut">> {
  const { model, subject, context } = of;
  const found: Record<string, Figures> = {};
  const leftOut: Record<string, string> = {};
  const all = context.quick ? metrics.filter(({ isQuick }) => isQuick) : metrics;
  for (const metric of wanted ?? all) {
    const missing = lackOf(metric, subject, context, model);
    if (missing && wanted) {
      const Problem = metric.needs.includes("judgeOfDishes") ? JudgeError : EvaluationError;
      throw new Problem(`${metric.name} cannot be measured on ${model.path}: ${missing.reason}`);
    }
    if (missing) {
      if (!missing.isOfFamily) leftOut[metric.name] = missing.reason;
      continue;
    }
    tell(metric.name);
    try {
      found[metric.name] = await figuresOf(metric, subject, context);
    } catch (error) {
      // Nobody asked for it by name: the others can be had.
      if (wanted || !(error instanceof TooFewPicturesError)) throw error;
      leftOut[metric.name] = error.message;
    }
  }
  return { metrics: found, leftOut };
}

/** Why a metric cannot be measured, and whether on no model of the family; null if it can. */
function lackOf(
  metric: Metric,
  subject: Subject,
  context: MetricContext,
  { family }: LoadedModel,
): { readonly reason: string; readonly isOfFamily: boolean } | null {
  if (!metric.measure[subject.kind]) return { reason: `it makes no sense for a ${family}`, isOfFamily: true };
  const lacks = metric.needs.flatMap((need) => {
    const { missing, isOfFamily = false } = requirements[need];
    const reason = missing(subject, context);
    return reason === null ? [] : [{ reason, isOfFamily }];
  });
  return lacks[0] ?? null;
}

async function figuresOf({ measure: by }: Metric, subject: Subject, context: MetricContext): Promise<Figures> {
  switch (subject.kind) {
    case "translator":
      return (await by.translator?.(subject, context)) ?? {};
    case "generator":
      return (await by.generator?.(subject, context)) ?? {};
    case "segmenter":
      return (await by.segmenter?.(subject, context)) ?? {};
    case "classifier":
      return (await by.classifier?.(subject, context)) ?? {};
  }
}

/** Names without their folders: figures go into cards, which are nobody's machine. */
function settingsOf(model: LoadedModel, subject: Subject, options: EvaluationOptions, context: MetricContext): Figures {
  const { judge, seed, seeds, quick } = context;
  return {
    size: model.size,
    ...(model.step === null ? {} : { step: model.step }),
    seed,
    seeds,
    ...(quick ? { quick: "dishes alone, fewer pictures" } : {}),
    ...(options.recipe === undefined ? {} : { recipe: basename(options.recipe) }),
    ...(judge ? { judge: basename(judge.path), judgeSize: judge.size } : {}),
    ...countsOf(subject),
  };
}

function countsOf(subject: Subject): Figures {
  switch (subject.kind) {
    case "translator":
      return {
        sources: subject.sources.images.count,
        real: Object.fromEntries(subject.targets.map(({ name, real }) => [name, real.images.count])),
      };
    case "generator":
      return { real: subject.real.images.count };
    case "segmenter":
      return { pictures: subject.pictures };
    case "classifier":
      return { classes: subject.classes.length };
  }
}
