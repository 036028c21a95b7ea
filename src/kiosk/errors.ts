import { MealshiftError } from "../net/errors";

/** A kiosk's profile that cannot be fetched, is no JSON, or has a wrong field. The profile before it holds. */
export class KioskProfileError extends MealshiftError {
  override readonly name = "KioskProfileError";
  /** Dotted path of the field that is wrong, such as `idle.seconds`; empty where the whole file is. */
  readonly field: string;
  constructor(field: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.field = field;
  }
}
