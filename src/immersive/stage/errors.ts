import { MealshiftError } from "../../net/errors";

/** WebGL2 cannot draw for this headset or phone. The message says what was tried. */
export class StageUnavailableError extends MealshiftError {
  override readonly name = "StageUnavailableError";
}

/** The drawing context of a session is gone, and everything on it: end the session, and open another stage with the next. */
export class StageLostError extends MealshiftError {
  override readonly name = "StageLostError";
}
