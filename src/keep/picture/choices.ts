import type { Ellipse } from "../../net/dish";
import type { ChosenDish, DishChoices } from "../../session";

/** What a dish is shown as. */
export type Choice = DishChoices["otherwise"];

/**
 * What a dish of another picture of the same scene is shown as: the same as the live view's dish in its place, at most a
 * radius away; where there is none, what every dish is shown as that nobody chose for.
 * @param ellipse In pixels of a picture of `width` by `height`.
 */
export function choiceAt(choices: DishChoices, ellipse: Ellipse, width: number, height: number): Choice {
  let best: ChosenDish | null = null;
  let bestDistance = 1;
  for (const chosen of choices.dishes) {
    const own = chosen.dish.ellipse;
    const across = own.cx / choices.width - ellipse.cx / width;
    const down = (own.cy / choices.height - ellipse.cy / height) * (choices.height / choices.width);
    const radius = Math.max(own.rx, own.ry) / choices.width;
    const distance = Math.hypot(across, down) / Math.max(radius, Number.EPSILON);
    if (distance >= bestDistance) continue;
    best = chosen;
    bestDistance = distance;
  }
  return best ?? choices.otherwise;
}
