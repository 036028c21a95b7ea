import { maxDishes } from "../../compositor/dish-slots";
import { LayerError } from "../../compositor/errors";
import type { SpaceLayer } from "../types";
import { SpaceSlot } from "./space-slot";

/** Gives each dish a slot and keeps it there until the dish has faded. */
export class SpaceSlots {
  readonly slots: readonly SpaceSlot[] = Array.from({ length: maxDishes }, () => new SpaceSlot());
  #now: number | null = null;

  /** @throws LayerError for more than four layers, or two of the same dish. */
  show(layers: readonly SpaceLayer[]): void {
    if (layers.length > maxDishes) {
      throw new LayerError(`${layers.length} dishes were given; the stage draws at most ${maxDishes}.`);
    }
    if (layers.some(({ dish }, i) => layers.findIndex((other) => other.dish.id === dish.id) !== i)) {
      throw new LayerError("Two layers belong to the same dish; give each dish one layer.");
    }
    for (const slot of this.slots) {
      if (slot.dish !== null && !layers.some(({ dish }) => dish.id === slot.dish?.id)) slot.leave();
    }
    for (const layer of layers) this.#slotOf(layer.dish.id).show(layer);
  }

  /** Moves blends and fades on to `now`, ms. Time does not run backwards: an earlier `now` changes nothing. */
  advance(now: number): void {
    const before = this.#now ?? now;
    this.#now = Math.max(before, now);
    for (const slot of this.slots) slot.advance(before, this.#now);
  }

  /** The dish's own slot, or a free one, or that of the dish that has faded most. */
  #slotOf(dish: number): SpaceSlot {
    const own = this.slots.find((slot) => slot.dish?.id === dish);
    const free = own ?? this.slots.find((slot) => slot.dish === null);
    if (free !== undefined) return free;
    const [fading] = this.slots.filter((slot) => slot.leaving).toSorted((a, b) => a.presence - b.presence);
    if (fading === undefined) throw new LayerError(`There is no slot left for dish ${dish}.`);
    return fading;
  }
}
