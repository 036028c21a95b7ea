import type { FloatTensor } from "../../tensors";

/** A row of gamma or beta: the table's rows mixed by the domain weights, kept until the weights change. */
export class DomainRow {
  readonly #table: FloatTensor | null;
  readonly #row: Float32Array;

  /** @param table `[domains, channels]`, `[channels]`, or null for a constant. */
  constructor(table: FloatTensor | null, channels: number, fill: number) {
    this.#table = table;
    this.#row = new Float32Array(channels).fill(fill);
    if (table !== null && table.shape.length === 1) this.#row.set(table.data);
  }

  get values(): Float32Array {
    return this.#row;
  }

  /** Mixes the rows of a `[domains, channels]` table; rows with weight 0 cost nothing. */
  mix(domains: Float32Array): void {
    const table = this.#table;
    if (table === null || table.shape.length !== 2) return;
    const row = this.#row;
    row.fill(0);
    domains.forEach((weight, domain) => {
      if (weight === 0) return;
      const at = domain * row.length;
      for (let c = 0; c < row.length; c++) row[c] = (row[c] ?? 0) + weight * (table.data[at + c] ?? 0);
    });
  }
}
