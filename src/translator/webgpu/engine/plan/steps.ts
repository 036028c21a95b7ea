import type { Activation } from "../../../../net/graph";
import type { FloatTensor } from "../../../../net/tensors";
import type { Extent } from "../layout";

/** Something that is kept in memory between two steps. */
export interface Value {
  readonly id: string;
  readonly extent: Extent;
  /** The value whose memory it shares: itself, unless it is the same numbers in another shape. */
  readonly memory: string;
}

export interface Activate {
  readonly kind: Activation;
  readonly slope: number;
}

/** Scale and shift of each channel: numbers of a row, those times the inverse deviation of a picture, or none. */
export type Affine =
  | { readonly kind: "row"; readonly row: number }
  | {
      readonly kind: "normalise";
      /** Place of gamma and beta in the rows. */
      readonly row: number;
      /** Place of the picture's sums in the stats. */
      readonly stats: number;
      /** Pixels that were summed. */
      readonly pixels: number;
      readonly epsilon: number;
    };

/** What happens to a value on the way into a kernel. */
export interface Stage {
  readonly affine: Affine | null;
  readonly activation: Activate | null;
}

/** The kernels pass what they read through this many. */
export const MOST_STAGES = 2;

export interface Term {
  readonly value: Value;
  /** At most {@link MOST_STAGES}. */
  readonly stages: readonly Stage[];
}

/** What a step reads: a value that need not exist in memory. */
export interface Source {
  readonly first: Term;
  /** Added to the first, or its channels after those of the first, which then are a multiple of four. */
  readonly second: { readonly join: "sum" | "concat"; readonly term: Term } | null;
  /** Of the whole. */
  readonly activation: Activate | null;
  /** Enlarged by nearest neighbour, after everything else. */
  readonly scale: number;
}

interface StepBase {
  /** The node whose value it makes. */
  readonly id: string;
  readonly source: Source;
  /** Null where it collects sums alone. */
  readonly output: Value | null;
  /** Where the output's sums go, in channels; null where nobody needs them. */
  readonly stats: number | null;
  readonly activation: Activate | null;
}

export interface ConvStep extends StepBase {
  readonly kernel: "conv";
  readonly output: Value;
  /** HWIO kernels: one, or four for the phases of an enlarged picture. */
  readonly weights: readonly FloatTensor[];
  readonly bias: FloatTensor | null;
  readonly size: number;
  readonly stride: number;
  readonly padding: { readonly top: number; readonly left: number; readonly odd: number };
  /** The source as it was read, kept for later steps. */
  readonly kept: Value | null;
  /** Where the sums of the source go, in channels; null where nobody needs them. */
  readonly sourceStats: number | null;
  /** Step of the 8-bit numbers that it reads, or null: floats. */
  readonly activationScale: number | null;
}

export interface DepthwiseStep extends StepBase {
  readonly kernel: "depthwise";
  readonly output: Value;
  readonly weight: FloatTensor;
  readonly bias: FloatTensor | null;
  readonly size: number;
  readonly stride: number;
  readonly padding: { readonly top: number; readonly left: number };
}

export interface DenseStep extends StepBase {
  readonly kernel: "dense";
  readonly output: Value;
  readonly weight: FloatTensor;
  readonly bias: FloatTensor | null;
}

export type OtherStep = StepBase &
  (
    | { readonly kernel: "pointwise" }
    | {
        readonly kernel: "pool";
        readonly output: Value;
        readonly maximum: boolean;
        readonly window: number;
        readonly stride: number;
      }
    | { readonly kernel: "global-pool"; readonly output: Value; readonly maximum: boolean }
    | { readonly kernel: "bilinear"; readonly output: Value; readonly times: number }
    | {
        readonly kernel: "concat";
        readonly output: Value;
        readonly begin: number;
        readonly channels: number;
        readonly plane: boolean;
      }
    | { readonly kernel: "reshape"; readonly output: Value }
    | { readonly kernel: "channel-sum"; readonly output: Value }
    | { readonly kernel: "softmax"; readonly output: Value }
    /** Writes the rows at its source's affine, whose stats it reads. Adaptive gamma and beta are first and second value. */
    | {
        readonly kernel: "layer-norm-rows";
        readonly affine: Extract<Affine, { readonly kind: "normalise" }>;
        readonly channels: number;
        readonly rho: FloatTensor;
        readonly parameters: { readonly gamma: FloatTensor; readonly beta: FloatTensor } | null;
      }
  );

/** One dispatch. */
export type Step = ConvStep | DepthwiseStep | DenseStep | OtherStep;

/** The values that a step reads. */
export function readBy({ source }: Step): readonly Value[] {
  return source.second === null ? [source.first.value] : [source.first.value, source.second.term.value];
}

/** The values that a step writes. */
export function writtenBy(step: Step): readonly Value[] {
  const kept = step.kernel === "conv" ? step.kept : null;
  return [step.output, kept].filter((value) => value !== null);
}

export function extentOfSource({ first, second, scale }: Source): Extent {
  const [height, width, channels] = first.value.extent;
  const more = second?.join === "concat" ? second.term.value.extent[2] : 0;
  return [height * scale, width * scale, channels + more];
}
