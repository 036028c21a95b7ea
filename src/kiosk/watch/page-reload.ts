import * as v from "valibot";
import type { Clock } from "../../session";
import type { KioskStorage } from "../storage";

const storageKey = "reloads";
const schema = v.object({ inRow: v.pipe(v.number(), v.integer(), v.minValue(0)) });

/** Waits before a reload that is to help, ms: a page that never gets well must not flicker. */
export const reloadWaits = [5000, 15_000, 60_000, 300_000] as const;
/** A page that ran this long, ms, was well: the next reload is a first one. */
const wellMs = 10 * 60_000;

/** Loads the page anew, with longer waits from time to time where that does not help; counts over reloads. */
export class PageReload {
  readonly #clock: Clock;
  readonly #storage: KioskStorage;
  readonly #reload: () => void;
  readonly #startedAt: number;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, storage: KioskStorage, reload: () => void) {
    this.#clock = clock;
    this.#storage = storage;
    this.#reload = reload;
    this.#startedAt = clock.now();
  }

  /** Reloads after the wait that is due, unless `callOff` comes before; `onReload` just before. Once at a time. */
  schedule(onReload: () => void): void {
    if (this.#cancel !== null) return;
    const inRow = this.#clock.now() - this.#startedAt > wellMs ? 0 : this.#inRow();
    const wait = reloadWaits[Math.min(inRow, reloadWaits.length - 1)];
    this.#cancel = this.#clock.after(wait ?? 0, () => {
      this.#cancel = null;
      this.#storage.set(storageKey, JSON.stringify({ inRow: inRow + 1 }));
      onReload();
      this.#reload();
    });
  }

  /** Things got well before the wait was over. */
  callOff(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** A reload that helps nobody and harms nobody: at night, for memory, for an update. */
  now(): void {
    this.callOff();
    this.#reload();
  }

  #inRow(): number {
    try {
      return v.parse(schema, JSON.parse(this.#storage.get(storageKey) ?? "")).inRow;
    } catch {
      return 0;
    }
  }
}
