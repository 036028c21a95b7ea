import { MealshiftError } from "../../../src/net/errors";

/** A model or a picture that cannot be looked at as asked for: what it is, and what would do. */
export class LookingError extends MealshiftError {
  override readonly name = "LookingError";
}
