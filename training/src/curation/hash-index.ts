import { type Hash, hashDistance } from "./perceptual-hash";

/**
 * Finds hashes within a distance among hundreds of thousands. The 64 bits are cut into one band more than bits may
 * differ, so two hashes that are near agree in at least one band (multi-index hashing, Norouzi et al. 2012): only those that
 * share a band are compared. Nothing is missed.
 */
export class HashIndex {
  readonly #threshold: number;
  readonly #hashes: Hash[] = [];
  readonly #bands: Map<number, number[]>[];

  /** @param threshold largest distance that counts as near, 0 to 31 bits. */
  constructor(threshold: number) {
    this.#threshold = threshold;
    this.#bands = Array.from({ length: threshold + 1 }, () => new Map<number, number[]>());
  }

  /** @returns the number of the hash: they count from 0. */
  add(hash: Hash): number {
    const number = this.#hashes.push(hash) - 1;
    for (const [band, buckets] of this.#bands.entries()) {
      const key = this.#key(hash, band);
      const bucket = buckets.get(key);
      if (bucket) bucket.push(number);
      else buckets.set(key, [number]);
    }
    return number;
  }

  /** Numbers of the hashes within the threshold, nearest first, then by number. */
  near(hash: Hash): { readonly number: number; readonly distance: number }[] {
    const found = new Map<number, number>();
    for (const [band, buckets] of this.#bands.entries()) {
      for (const number of buckets.get(this.#key(hash, band)) ?? []) {
        const other = this.#hashes[number];
        if (!other || found.has(number)) continue;
        const distance = hashDistance(hash, other);
        if (distance <= this.#threshold) found.set(number, distance);
      }
    }
    return [...found]
      .map(([number, distance]) => ({ number, distance }))
      .toSorted((a, b) => a.distance - b.distance || a.number - b.number);
  }

  /** The bits of one band. */
  #key([high, low]: Hash, band: number): number {
    const first = Math.floor((band * 64) / this.#bands.length);
    const end = Math.floor(((band + 1) * 64) / this.#bands.length);
    const bits = (word: number, from: number, to: number): number =>
      to <= from ? 0 : (word >>> (32 - to)) & (to - from === 32 ? -1 : (1 << (to - from)) - 1);
    const upper = bits(high, Math.min(first, 32), Math.min(end, 32));
    const lower = bits(low, Math.max(first, 32) - 32, Math.max(end, 32) - 32);
    // A band of up to 64 bits (threshold 0) does not fit 32: exact as a double up to 53, and a rare clash costs a comparison.
    return (upper >>> 0) * 2 ** (Math.max(end, 32) - Math.max(first, 32)) + (lower >>> 0);
  }
}
