import type { Patch } from "../translator/types";

/** A dish with the newest translation of it, if there is one. */
export interface Shelved<D> {
  readonly dish: D;
  readonly patch: Patch | null;
}

/** The newest patch of each dish. Patches that were replaced are freed once nothing that draws reads them any more. */
export class PatchShelf {
  readonly #patches = new Map<number, Patch>();
  readonly #leaving: Patch[] = [];

  put(dish: number, patch: Patch): void {
    this.#release(dish);
    this.#patches.set(dish, patch);
  }

  /**
   * Hands each dish with its patch to `show`, which must forget what was handed before; then frees what is no longer
   * shown, the patches of dishes that are gone included.
   */
  show<D extends { readonly id: number }>(dishes: readonly D[], show: (shelved: readonly Shelved<D>[]) => void): void {
    for (const id of this.#patches.keys()) if (!dishes.some((dish) => dish.id === id)) this.#release(id);
    show(dishes.map((dish) => ({ dish, patch: this.#patches.get(dish.id) ?? null })));
    for (const patch of this.#leaving) patch.close();
    this.#leaving.length = 0;
  }

  #release(dish: number): void {
    const patch = this.#patches.get(dish);
    this.#patches.delete(dish);
    if (patch !== undefined) this.#leaving.push(patch);
  }
}
