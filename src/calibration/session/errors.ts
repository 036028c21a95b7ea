import { MealshiftError } from "../../net/errors";

/** The AR session for a measurement could not begin, or ended before enough was seen. */
export class CalibrationSessionError extends MealshiftError {
  override readonly name = "CalibrationSessionError";
}
