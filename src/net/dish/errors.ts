import { MealshiftError } from "../errors";

/** A mask, frame size or option that no dish can be found with. */
export class DishMaskError extends MealshiftError {
  override readonly name = "DishMaskError";
}
