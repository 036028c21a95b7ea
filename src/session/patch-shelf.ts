import type { DishLayer } from "../compositor/types";
import type { Dish } from "../segmentation/types";
import type { Patch } from "../translator/types";

/** The newest patch of each dish. Patches that were replaced are freed once the compositor no longer reads them. */
export class PatchShelf {
  readonly #patches = new Map<number, Patch>();
  readonly #leaving: Patch[] = [];

  put(dish: number, patch: Patch): void {
    this.#release(dish);
    this.#patches.set(dish, patch);
  }

  /**
   * Hands each dish with its patch to `show`, which must forget the layers of before; then frees what is no longer
   * shown, the patches of dishes that are gone included.
   */
  show(dishes: readonly Dish[], show: (layers: readonly DishLayer[]) => void): void {
    for (const id of this.#patches.keys()) if (!dishes.some((dish) => dish.id === id)) this.#release(id);
    const layers: DishLayer[] = [];
    for (const dish of dishes) {
      const patch = this.#patches.get(dish.id);
      if (patch !== undefined) layers.push({ dish, patch });
    }
    show(layers);
    for (const patch of this.#leaving) patch.close();
    this.#leaving.length = 0;
  }

  #release(dish: number): void {
    const patch = this.#patches.get(dish);
    this.#patches.delete(dish);
    if (patch !== undefined) this.#leaving.push(patch);
  }
}
