import { MealshiftError } from "../../../src/net/errors";

/** A checkpoint, its description or its names do not make a model. */
export class ImportError extends MealshiftError {
  override readonly name = "ImportError";
}
