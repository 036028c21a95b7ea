import { countBits, type Hash } from "./perceptual-hash";

/**
 * Finds hashes within a distance by comparing all: at the distances that near-twins of photographs have, trees and bands
 * have to visit most of the hashes too, and a scan of two arrays is faster than either.
 */
export class HashIndex {
  readonly #threshold: number;
  #high = new Int32Array(1024);
  #low = new Int32Array(1024);
  #count = 0;

  /** @param threshold largest distance that counts as near, bits. */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** @returns the number of the hash: they count from 0. */
  add([high, low]: Hash): number {
    if (this.#count === this.#high.length) {
      this.#high = doubled(this.#high);
      this.#low = doubled(this.#low);
    }
    this.#high[this.#count] = high;
    this.#low[this.#count] = low;
    return this.#count++;
  }

  /** The hashes within the threshold, nearest first, then by number. */
  near([high, low]: Hash): { readonly number: number; readonly distance: number }[] {
    const found: { number: number; distance: number }[] = [];
    // Fields are read once: this loop runs billions of times.
    const [highs, lows, count, threshold] = [this.#high, this.#low, this.#count, this.#threshold];
    for (let number = 0; number < count; number++) {
      const upper = countBits((highs[number] ?? 0) ^ high);
      if (upper > threshold) continue;
      const distance = upper + countBits((lows[number] ?? 0) ^ low);
      if (distance <= threshold) found.push({ number, distance });
    }
    return found.toSorted((a, b) => a.distance - b.distance || a.number - b.number);
  }
}

function doubled(words: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(words.length * 2);
  larger.set(words);
  return larger;
}
