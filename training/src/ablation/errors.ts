import { MealshiftError } from "../../../src/net/errors";

/** An ablation that cannot be made or gone on with as it was asked for. */
export class AblationError extends MealshiftError {
  override readonly name = "AblationError";
}
