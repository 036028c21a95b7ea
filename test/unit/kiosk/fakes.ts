import type { RawStorage } from "../../../src/kiosk/storage";

/** A storage in memory, which can be full. */
export class MemoryStorage implements RawStorage {
  readonly #entries = new Map<string, string>();
  full = false;

  getItem(key: string): string | null {
    return this.#entries.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.full) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    this.#entries.set(key, value);
  }
}
