import { MealshiftError } from "../../../src/net/errors";

/** A curation step that cannot do what it was asked: what is wrong with its input, and what to do. */
export class CurationError extends MealshiftError {
  override readonly name = "CurationError";
}
