/** Baking that took longer than this in one draw, ms, leaves the other dishes to the next. */
const longestMs = 3;

/**
 * Shares the thread's time among dishes whose patches are to be baked: no draw bakes much longer than one patch takes,
 * and who has waited longest goes first.
 */
export class BakeTurns {
  readonly #asked = new Set<number>();
  #waiting: readonly number[] = [];
  #spentMs = 0;

  /** True when the dish of that column may be baked in this draw; else it waits for the next. */
  take(column: number): boolean {
    this.#asked.add(column);
    if (!this.#waiting.includes(column)) this.#waiting = [...this.#waiting, column];
    const may = this.#spentMs <= longestMs && this.#waiting[0] === column;
    if (may) this.#waiting = this.#waiting.slice(1);
    return may;
  }

  spent(ms: number): void {
    this.#spentMs += ms;
  }

  /** The draw is over. Who did not ask in it waits no longer. */
  end(): void {
    this.#spentMs = 0;
    this.#waiting = this.#waiting.filter((column) => this.#asked.has(column));
    this.#asked.clear();
  }
}
