import { seededRandom } from "../../translator/selftest/tiny";

/** Pieces on a side of the wall. */
export const WALL_SIDE = 10;
export const WALL_PIECES = WALL_SIDE ** 2;
/** Largest seed: as many bits as the generator of random numbers keeps. */
export const MOST_SEED = 2 ** 32 - 1;

/**
 * The latents of a wall, uniform in [-1, 1) as the net was trained on: the same for a seed everywhere.
 * @returns `[pieces, length]`, one after the other.
 */
export function wallLatents(seed: number, length: number): Float32Array<ArrayBuffer> {
  const random = seededRandom(seed);
  return Float32Array.from({ length: WALL_PIECES * length }, () => random() * 2 - 1);
}

/** One of a wall's latents. */
export function latentOf(latents: Float32Array, piece: number): Float32Array {
  const length = latents.length / WALL_PIECES;
  return latents.slice(piece * length, (piece + 1) * length);
}

/** Reads the seed of a page's address, `#seed=NUMBER`; null where there is none that can be used. */
export function seedOf(hash: string): number | null {
  const text = new URLSearchParams(hash.replace(/^#/, "")).get("seed");
  return text === null ? null : parseSeed(text);
}

/** A whole number from 0 to {@link MOST_SEED}, or null. */
export function parseSeed(text: string): number | null {
  if (!/^\d{1,10}$/.test(text.trim())) return null;
  const seed = Number(text);
  return seed <= MOST_SEED ? seed : null;
}

export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
