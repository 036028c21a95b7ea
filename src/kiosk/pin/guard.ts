import * as v from "valibot";
import type { KioskStorage } from "../storage";

const storageKey = "pin";
const recordSchema = v.object({ wrong: v.pipe(v.number(), v.integer(), v.minValue(0)), until: v.number() });

/** Slips of the finger cost a second; guessing does not pay. */
const freeAttempts = 2;
const firstDelayMs = 5000;
const longestDelayMs = 10 * 60_000;

/** Delays wrong PINs, longer each time, and over reloads: four digits would take years. */
export class PinGuard {
  readonly #storage: KioskStorage;
  readonly #now: () => number;

  /** @param now The wall clock, ms: a reload does not set it back. */
  constructor(storage: KioskStorage, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  /** Time until another PIN may be tried, ms. */
  get waitMs(): number {
    const { until } = this.#read();
    // A clock that was set back must not lock people out for longer than the longest delay.
    return Math.min(Math.max(0, until - this.#now()), longestDelayMs);
  }

  wrong(): void {
    const wrong = this.#read().wrong + 1;
    this.#write(wrong, this.#now() + delayMs(wrong));
  }

  right(): void {
    this.#write(0, 0);
  }

  #read(): v.InferOutput<typeof recordSchema> {
    try {
      return v.parse(recordSchema, JSON.parse(this.#storage.get(storageKey) ?? ""));
    } catch {
      return { wrong: 0, until: 0 };
    }
  }

  #write(wrong: number, until: number): void {
    this.#storage.set(storageKey, JSON.stringify({ wrong, until }));
  }
}

/** What the so many-th wrong PIN in a row costs, ms. */
const delayMs = (wrong: number): number =>
  wrong <= freeAttempts ? 1000 : Math.min(firstDelayMs * 2 ** (wrong - freeAttempts - 1), longestDelayMs);
