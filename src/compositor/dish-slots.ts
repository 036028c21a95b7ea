import { DishSlot } from "./dish-slot";
import { LayerError } from "./errors";
import type { DishLayer } from "./types";

/** Dishes on one tray. */
export const maxDishes = 4;

/** Gives each dish a slot and keeps it there until the dish has faded. */
export class DishSlots {
  readonly slots: readonly DishSlot[] = Array.from({ length: maxDishes }, () => new DishSlot());
  #now: number | null = null;

  /** True while anything fades, blends or waits for its turn. */
  get moving(): boolean {
    return this.slots.some((slot) => slot.moving);
  }

  /** True while any dish steams. */
  get steaming(): boolean {
    return this.slots.some((slot) => slot.steam > 0 && slot.presence > 0);
  }

  /** How much each domain steams, [0, 1]; null for none. */
  setSteam(steam: Float32Array | null): void {
    for (const slot of this.slots) slot.setSteam(steam);
  }

  /**
   * Returns true when anything changed that can be seen.
   * @throws LayerError for more than four layers, or two of the same dish.
   */
  show(layers: readonly DishLayer[]): boolean {
    if (layers.length > maxDishes) {
      throw new LayerError(`${layers.length} dishes were given; the compositor draws at most ${maxDishes}.`);
    }
    if (layers.some((layer, i) => layers.findIndex((other) => other.dish.id === layer.dish.id) !== i)) {
      throw new LayerError("Two layers belong to the same dish; give each dish one layer.");
    }
    let changed = false;
    for (const slot of this.slots) {
      if (slot.dishId === null || slot.leaving || layers.some((layer) => layer.dish.id === slot.dishId)) continue;
      slot.leave();
      changed = true;
    }
    for (const layer of layers) if (this.#slotOf(layer.dish.id).show(layer)) changed = true;
    return changed;
  }

  /** Moves blends and fades on to `now`, ms. Time does not run backwards: an earlier `now` changes nothing. */
  advance(now: number): void {
    const before = this.#now ?? now;
    this.#now = Math.max(before, now);
    for (const slot of this.slots) slot.advance(before, this.#now);
  }

  forgetTiles(): void {
    for (const slot of this.slots) slot.forgetTiles();
  }

  /** The dish's own slot, or a free one, or that of the dish that has faded most. */
  #slotOf(dishId: number): DishSlot {
    const own = this.slots.find((slot) => slot.dishId === dishId);
    if (own !== undefined) return own;
    const free = this.slots.find((slot) => slot.dishId === null);
    if (free !== undefined) return free;
    const leaving = this.slots.filter((slot) => slot.leaving).toSorted((a, b) => a.presence - b.presence)[0];
    if (leaving === undefined) throw new LayerError(`There is no slot left for dish ${dishId}.`);
    leaving.clear();
    return leaving;
  }
}
