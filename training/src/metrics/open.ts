import { EvaluationError } from "./errors";
import { type LoadedModel, loadModel } from "./load";
import { type StoredWeights, storedWeightsOf } from "./stored-weights";
import type { Subject } from "./subject";
import { subjectOf } from "./subjects";

/** Which model is looked at, and on which pictures. */
export interface OpenOptions {
  /** Model folder, or run directory: its averaged weights. */
  readonly model: string;
  /** Recipe of a model folder. */
  readonly recipe?: string | undefined;
  /** Root of the pictures. */
  readonly data: string;
  /** Where decoded pictures are kept. */
  readonly cache: string;
  /** Start of everything that is drawn at random, 1 unless told. */
  readonly seed?: number | undefined;
  /** Held-out pictures of each dish to translate; without, so many that there are about 128 in all, 40 for a quick look. */
  readonly sources?: number | undefined;
  /** Most real pictures of each dish to compare with; unless told 256, or 60 for a quick look. */
  readonly pictures?: number | undefined;
  /** A first answer in less than a minute, from fewer pictures and metrics. */
  readonly quick?: boolean | undefined;
  /** Told what is being measured, and which pictures had to be left out. */
  readonly tell?: ((line: string) => void) | undefined;
}

/** A model, and its held-out pictures. @throws EvaluationError, or what loaders and recipes throw. */
export async function openSubject(
  options: OpenOptions,
): Promise<{ readonly model: LoadedModel; readonly stored: StoredWeights; readonly subject: Subject }> {
  const { quick = false, seed = 1, sources, pictures = quick ? 60 : 256, tell = () => {} } = options;
  requireCount("sources", sources ?? 1);
  requireCount("pictures", pictures);
  const model = await loadModel(options.model, options.recipe);
  const stored = await storedWeightsOf(model);
  const subject = await subjectOf(model, stored, { ...options, seed, pictures, inAll: quick ? 40 : 128, log: tell });
  return { model, stored, subject };
}

/** @throws EvaluationError */
export function requireCount(name: string, count: number): void {
  if (!Number.isInteger(count) || count < 1)
    throw new EvaluationError(`${name} is ${count}: a whole number from 1 is wanted`);
}
