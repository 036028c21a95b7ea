/** More than any recipe has; a training on pictures of ever new sizes must not fill the memory. */
const MOST_KEPT = 512;

/** Primitives by their geometry, made on first use; the oldest goes when there are too many. */
export class PrimitiveCache<Value extends { dispose(): void }> {
  readonly #made = new Map<string, Value | null>();

  /** @param make Called once for each key; null is kept too. */
  get(key: string, make: () => Value | null): Value | null {
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const [oldest] = this.#made.keys();
    if (oldest !== undefined && this.#made.size >= MOST_KEPT) {
      this.#made.get(oldest)?.dispose();
      this.#made.delete(oldest);
    }
    const made = make();
    this.#made.set(key, made);
    return made;
  }
}
