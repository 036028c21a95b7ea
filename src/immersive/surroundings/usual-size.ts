import type { Surface } from "./level";

/** Sightings that are looked back on, and for how long, ms. */
const KEPT = 15;
const KEPT_MS = 3000;
const LEAST = 4;
const LEAST_MS = 600;

/** Settles the surface on which dishes have their usual size: the median of the last sightings. */
export class UsualSize {
  #guesses: { readonly time: number; readonly surface: Surface }[] = [];

  add(surface: Surface, time: number): void {
    this.#guesses.push({ time, surface });
    if (this.#guesses.length > KEPT) this.#guesses.shift();
  }

  forget(): void {
    this.#guesses = [];
  }

  /** Null while there are too few. */
  at(now: number): Surface | null {
    this.#guesses = this.#guesses.filter(({ time }) => now - time <= KEPT_MS);
    const oldest = this.#guesses[0];
    if (oldest === undefined || this.#guesses.length < LEAST || now - oldest.time < LEAST_MS) return null;
    const byHeight = this.#guesses.toSorted((a, b) => a.surface.point.y - b.surface.point.y);
    return byHeight[byHeight.length >> 1]?.surface ?? null;
  }
}
