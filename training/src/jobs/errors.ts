import { MealshiftError } from "../../../src/net/errors";

/** A job that cannot be done, however often it is tried: what is wrong with what it was given, by name. */
export class JobInputError extends MealshiftError {
  override readonly name = "JobInputError";
}

/** A job that was asked to stop, saved what it had, and can go on in any worker. */
export class JobHandedBackError extends MealshiftError {
  override readonly name = "JobHandedBackError";
}

/** Jobs that were left undone because they were asked to stop; what is done is kept. */
export class JobsStoppedError extends MealshiftError {
  override readonly name = "JobsStoppedError";
}

/** A queue that cannot be used as it is: where it is, what is wrong, and what to do. */
export class QueueError extends MealshiftError {
  override readonly name = "QueueError";
}

/** Jobs that failed, each with its error; all others were done and are kept. */
export class JobsFailedError extends MealshiftError {
  override readonly name = "JobsFailedError";
}
