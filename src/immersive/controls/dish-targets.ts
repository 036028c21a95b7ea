import type { Vector } from "../../space";
import type { SpaceDish } from "../types";
import { createTarget, type Target } from "./targets";

/** A dish nearer to the eye than this is under the nose, one farther away somebody else's, metres. */
const NEAREST = 0.2;
const FARTHEST = 4;
/** How far a dish's disc is turned from the table towards the viewer: seen flat, it would be too thin to be met. */
const TURN = 0.7;

/** Dishes as things that can be pointed at. */
export class DishTargets {
  readonly #known = new Map<number, Target>();

  /** Adds those within reach to a list. */
  addTo(list: Target[], dishes: readonly SpaceDish[], eye: Vector): void {
    if (this.#known.size > dishes.length) this.#forget(dishes);
    for (const dish of dishes) {
      const target = this.#of(dish.id);
      const { centre, normal } = target.disc;
      centre.set(dish.x, dish.rimHeight, dish.z);
      target.disc.radius = dish.radius;
      normal.copy(eye).sub(centre);
      const distance = normal.length();
      normal.multiplyScalar(TURN / distance);
      normal.y += 1;
      normal.normalize();
      if (distance > NEAREST && distance < FARTHEST) list.push(target);
    }
  }

  #of(id: number): Target {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const made = createTarget("dish", id);
    this.#known.set(id, made);
    return made;
  }

  #forget(dishes: readonly SpaceDish[]): void {
    for (const id of this.#known.keys()) if (!dishes.some((dish) => dish.id === id)) this.#known.delete(id);
  }
}
