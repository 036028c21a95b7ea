import { MealshiftError } from "../../../src/net/errors";

/** A sweep that cannot be made as it was asked for. */
export class SweepError extends MealshiftError {
  override readonly name = "SweepError";
}
