import { MealshiftError } from "../../../src/net/errors";

/** A model, recipe or option that cannot be evaluated so: what is wrong, and what to do. */
export class EvaluationError extends MealshiftError {
  override readonly name = "EvaluationError";
}

/** A metric that there is not, with the one that may be meant. */
export class UnknownMetricError extends MealshiftError {
  override readonly name = "UnknownMetricError";
}

/** A judge that cannot say what it is asked, such as a dish that it does not know. */
export class JudgeError extends MealshiftError {
  override readonly name = "JudgeError";
}

/** Too few pictures for a figure that means something. */
export class TooFewPicturesError extends MealshiftError {
  override readonly name = "TooFewPicturesError";
}

/** @throws TooFewPicturesError unless there are as many pictures as a metric needs. */
export function requirePictures(metric: string, what: string, count: number, needed: number): void {
  if (count >= needed) return;
  throw new TooFewPicturesError(
    `${metric} needs ${needed} ${what}, and there are ${count}: add pictures, hold out more of them, or leave ${metric} out`,
  );
}
