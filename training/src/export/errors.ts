import { MealshiftError } from "../../../src/net/errors";

/** A graph that cannot be written in the wanted format. */
export class ExportError extends MealshiftError {
  override readonly name = "ExportError";
}
