/** Where the divider moves, in [0, 1] of a dish's turn: before, the meal as it is; after, the meal as the dish. */
export const sweepPart = { from: 0.22, to: 0.5 } as const;

/**
 * The before/after divider at a part of a dish's turn in [0, 1]: 1 shows the meal as it is, 0 as the dish.
 * @param still For people who asked for no motion: both halves, side by side.
 */
export const dividerAt = (part: number, still: boolean): number => {
  if (still) return 0.5;
  const way = Math.min(1, Math.max(0, (part - sweepPart.from) / (sweepPart.to - sweepPart.from)));
  return 1 - way * way * (3 - 2 * way);
};
