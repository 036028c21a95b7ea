import * as v from "valibot";

import { createRandom } from "./random";

/** For ablations of the data's size: options of every recipe's `data`. What is held out is never reduced. */
export const shareEntries = {
  /** Part of the training pictures that is used. */
  share: v.optional(v.pipe(v.number(), v.minValue(0.001), v.maxValue(1)), 1),
  /** Which of them: with the same seed, a larger share holds all of a smaller one. */
  shareSeed: v.optional(v.number(), 1),
};

/** A part of a list, one item at least, in the list's order; shares of one list and seed are nested. */
export function takeShare<T>(
  items: readonly T[],
  { share, shareSeed }: { readonly share: number; readonly shareSeed: number },
): readonly T[] {
  const count = Math.max(Math.round(items.length * share), 1);
  if (count >= items.length) return items;
  const random = createRandom(shareSeed, 0x5a4e);
  const lots = items.map((_, index) => ({ index, lot: random.next() })).toSorted((a, b) => a.lot - b.lot);
  const chosen = new Set(lots.slice(0, count).map(({ index }) => index));
  return items.filter((_, index) => chosen.has(index));
}
