import { MealshiftError } from "../../../net/errors";

/** The engine has no kernel for a graph, or not with these numbers. */
export class UnsupportedGraphError extends MealshiftError {
  override readonly name = "UnsupportedGraphError";
}
