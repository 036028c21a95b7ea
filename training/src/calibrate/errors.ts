import { MealshiftError } from "../../../src/net/errors";

/** A model that cannot be calibrated, or pictures that it cannot be calibrated with. */
export class CalibrationError extends MealshiftError {
  override readonly name = "CalibrationError";
}
