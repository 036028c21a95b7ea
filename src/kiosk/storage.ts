/** The parts of `Storage` that are used; each may throw (policies, a full quota). */
export type RawStorage = Pick<Storage, "getItem" | "setItem">;

const prefix = "mealshift.kiosk.";

/**
 * Small texts kept over reloads, under names of the kiosk's own. Where the browser keeps nothing (forbidden, full) they
 * last as long as the page, and `failed` says so.
 */
export class KioskStorage {
  readonly #raw: RawStorage | null;
  readonly #memory = new Map<string, string>();
  #failed = false;

  constructor(raw: RawStorage | null) {
    this.#raw = raw;
    this.#failed = raw === null;
  }

  /** True when the last attempt to keep something failed. */
  get failed(): boolean {
    return this.#failed;
  }

  get(name: string): string | null {
    const inMemory = this.#memory.get(name);
    if (inMemory !== undefined) return inMemory;
    try {
      return this.#raw?.getItem(prefix + name) ?? null;
    } catch {
      return null;
    }
  }

  set(name: string, text: string): void {
    try {
      if (this.#raw === null) throw new Error("There is no storage.");
      this.#raw.setItem(prefix + name, text);
      this.#memory.delete(name);
      this.#failed = false;
    } catch {
      this.#memory.set(name, text);
      this.#failed = true;
    }
  }
}
