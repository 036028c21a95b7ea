import { MealshiftError } from "../../../src/net/errors";

/** Runs cannot be watched as asked: where, why, and what to do. */
export class WatchError extends MealshiftError {
  override readonly name = "WatchError";
}
