import type { Figures } from "./figures";
import type { Judge } from "./judge";
import type { Palette } from "./palette";
import type { ClassifierSubject, GeneratorSubject, SegmenterSubject, TranslatorSubject } from "./subject";

/** What a metric may use beside its subject. */
export interface MetricContext {
  readonly judge: Judge | null;
  readonly palette: Palette | null;
  /** Start of everything that is drawn at random. */
  readonly seed: number;
  /** How often a metric that splits the pictures does so. */
  readonly seeds: number;
  /** A first answer while a model trains: of two views the dishes alone, no controls. */
  readonly quick: boolean;
}

type Measure<S> = (subject: S, context: MetricContext) => Promise<Figures>;

/** A way to judge models, registered by its name. */
export interface Metric {
  readonly name: string;
  /** What it says, in one sentence for people. */
  readonly about: string;
  /** Where it comes from; null for what needs no paper. */
  readonly paper: string | null;
  readonly needs: readonly Need[];
  /** Whether a quick look takes it: it says how a training goes, and is soon measured. */
  readonly isQuick?: true;
  /** How it is measured, for each kind of subject that it makes sense for. */
  readonly measure: {
    readonly translator?: Measure<TranslatorSubject>;
    readonly generator?: Measure<GeneratorSubject>;
    readonly segmenter?: Measure<SegmenterSubject>;
    readonly classifier?: Measure<ClassifierSubject>;
  };
}

/** What a metric cannot do without, see `needs.ts`. */
export type Need = "judge" | "judgeOfDishes" | "back" | "ellipses" | "pairs" | "palette";
