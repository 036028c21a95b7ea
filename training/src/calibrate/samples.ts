import type { Square } from "../../../src/net/dish";
import { createRandom, type Random } from "../data/random";
import { ImageReadError } from "../data/unreadable";
import type { Network } from "../models/network";
import { wholePixels } from "../translate/dish-painter";
import { dishesOf } from "../translate/picture-translation";
import { type RawPicture, readPicture, shrinkPicture } from "../translate/raw-picture";
import { CalibrationError } from "./errors";

/** A square of a picture, brought to every size that is wanted. */
export interface Crop {
  /** Size in pixels → RGB in [-1, 1], `size * size * 3`. */
  readonly bySize: ReadonlyMap<number, Float32Array>;
}

/** What a net is run on once. */
export interface Sample {
  readonly size: number;
  /** RGB in [-1, 1], `size * size * 3`. */
  readonly image: Float32Array;
  /** Domain weights; a single 1 for nets without domains. */
  readonly domain: Float32Array;
}

export interface CropOptions {
  readonly sizes: readonly number[];
  /** Finds dishes; null takes the square in the middle of each picture. */
  readonly segmenter: Network | null;
  /** How many are wanted. */
  readonly limit: number;
  readonly log: (line: string) => void;
}

const SEED = 5;

/**
 * Cuts dishes out of pictures, in an order that has nothing to do with their names, until there are enough. A picture that
 * cannot be read is told and passed over.
 * @throws CalibrationError if there is none at all.
 */
export async function cropsOf(paths: readonly string[], options: CropOptions): Promise<Crop[]> {
  const { sizes, segmenter, limit, log } = options;
  const crops: Crop[] = [];
  for (const path of shuffled(paths, createRandom(SEED))) {
    if (crops.length >= limit) break;
    const picture = await read(path, log);
    if (picture === null) continue;
    const squares = segmenter === null ? [middle(picture)] : (await dishesOf(picture, segmenter)).map(({ roi }) => roi);
    for (const square of squares.slice(0, limit - crops.length)) {
      const cut = wholePixels(square);
      const bySize = sizes.map((size) => [size, cropAt(picture, cut, size)] as const);
      crops.push({ bySize: new Map(bySize) });
    }
  }
  if (crops.length > 0) return crops;
  throw new CalibrationError(
    paths.length === 0
      ? "there is no picture to calibrate with: name photos of dishes, or folders of them"
      : `there is no dish in ${paths.length} pictures: name photos of dishes, or take whole pictures with --whole`,
  );
}

/**
 * As many runs as are wanted at each size: crops and dishes in turn, so that each crop meets another dish every time.
 * About every fourth run blends two dishes, as the lens does while it changes from one to the other.
 */
export function samplesOf(crops: readonly Crop[], sizes: readonly number[], domains: number, runs: number): Sample[] {
  const weights = domainWeights(domains, createRandom(SEED, domains));
  // After so many runs crops and dishes would meet as before.
  const period = (crops.length * weights.length) / greatestCommonDivisor(crops.length, weights.length);
  return sizes.flatMap((size) =>
    Array.from({ length: runs }, (_, run) => {
      const image = crops[run % crops.length]?.bySize.get(size);
      const domain = weights[(run + Math.floor(run / period)) % weights.length];
      if (image === undefined || domain === undefined) throw new CalibrationError(`no crop was cut at ${size} pixels`);
      return { size, image, domain };
    }),
  );
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** One vector for each dish, and after every third, or the second of two, a blend. */
function domainWeights(domains: number, random: Random): Float32Array[] {
  const vectors: Float32Array[] = [];
  for (let domain = 0; domain < domains; domain++) {
    vectors.push(Float32Array.from({ length: domains }, (_, index) => Number(index === domain)));
    if (domains > 1 && domain % 3 === Math.min(2, domains - 1)) vectors.push(blend(domains, domain, random));
  }
  return vectors;
}

function blend(domains: number, domain: number, random: Random): Float32Array {
  const other = (domain + 1 + random.below(domains - 1)) % domains;
  const share = random.between(0.2, 0.8);
  return Float32Array.from({ length: domains }, (_, index) =>
    index === domain ? share : index === other ? 1 - share : 0,
  );
}

function cropAt(picture: RawPicture, square: Square, size: number): Float32Array {
  return shrinkPicture(picture, size, size, square).map((value) => value / 127.5 - 1);
}

function middle({ width, height }: RawPicture): Square {
  return { cx: width / 2, cy: height / 2, size: Math.min(width, height) };
}

async function read(path: string, log: (line: string) => void): Promise<RawPicture | null> {
  try {
    return await readPicture(path);
  } catch (error) {
    if (!(error instanceof ImageReadError)) throw error;
    log(`${path} was passed over: ${error.message}`);
    return null;
  }
}

function shuffled(paths: readonly string[], random: Random): string[] {
  const keyed = paths.map((path) => ({ path, key: random.next() }));
  return keyed.toSorted((a, b) => a.key - b.key).map(({ path }) => path);
}
