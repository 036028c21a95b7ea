import type { FloatTensor } from "../../../../net/tensors";
import { BLOCK, blocksOf } from "../layout";

/** A norm's scales and shifts, or the place where a kernel writes them. */
interface Row {
  readonly at: number;
  readonly channels: number;
  readonly gamma: FloatTensor | null;
  readonly beta: FloatTensor | null;
}

/**
 * The small numbers that all kernels read: biases and factors, the same for all samples, then for each sample scale and shift
 * of each channel. A dish or a mix of dishes is no more than a mix of rows, so changing it costs one write of a few kilobytes.
 */
export class RowTable {
  readonly #constants: Float32Array[] = [];
  readonly #rows: Row[] = [];
  #constantBlocks = 0;
  #rowBlocks = 0;

  /** @returns Place in blocks from the buffer's beginning. */
  constant(values: Float32Array): number {
    const at = this.#constantBlocks;
    const padded = new Float32Array(blocksOf(values.length) * BLOCK);
    padded.set(values);
    this.#constants.push(padded);
    this.#constantBlocks += padded.length / BLOCK;
    return at;
  }

  /**
   * @param gamma, beta `[channels]`, or `[domains, channels]` for rows that are mixed; null for 1 and 0.
   * @returns Place in blocks from the beginning of a sample's rows.
   */
  row(channels: number, gamma: FloatTensor | null, beta: FloatTensor | null): number {
    const at = this.#rowBlocks;
    this.#rows.push({ at, channels, gamma, beta });
    this.#rowBlocks += blocksOf(channels) * 2;
    return at;
  }

  /** Blocks before the first sample's rows. */
  get constantBlocks(): number {
    return this.#constantBlocks;
  }

  /** Blocks of a sample's rows. */
  get stride(): number {
    return this.#rowBlocks;
  }

  /** The whole table. @param domains `[batch, domains]` weights, or `[domains]` for all samples. */
  fill(batch: number, domainCount: number, domains: Float32Array): Float32Array<ArrayBuffer> {
    const table = new Float32Array(Math.max(1, this.#constantBlocks + batch * this.#rowBlocks) * BLOCK);
    let at = 0;
    for (const values of this.#constants) {
      table.set(values, at);
      at += values.length;
    }
    for (let sample = 0; sample < batch; sample++) {
      const weights =
        domains.length > domainCount ? domains.subarray(sample * domainCount, (sample + 1) * domainCount) : domains;
      this.mix(table.subarray((this.#constantBlocks + sample * this.#rowBlocks) * BLOCK), weights);
    }
    return table;
  }

  /** Writes one sample's rows. */
  mix(rows: Float32Array, domains: Float32Array): void {
    for (const { at, channels, gamma, beta } of this.#rows) {
      for (let channel = 0; channel < channels; channel++) {
        const to = (at + (channel >> 2) * 2) * BLOCK + (channel & 3);
        rows[to] = mixed(gamma, channels, channel, domains, 1);
        rows[to + BLOCK] = mixed(beta, channels, channel, domains, 0);
      }
    }
  }
}

function mixed(
  table: FloatTensor | null,
  channels: number,
  channel: number,
  domains: Float32Array,
  none: number,
): number {
  if (table === null) return none;
  if (table.shape.length === 1) return table.data[channel] ?? 0;
  let sum = 0;
  for (let domain = 0; domain < domains.length; domain++) {
    sum += (domains[domain] ?? 0) * (table.data[domain * channels + channel] ?? 0);
  }
  return sum;
}
