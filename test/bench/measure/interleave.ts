/** What takes part in a comparison. */
export interface Contender {
  readonly id: string;
  /** @returns Milliseconds of one frame. */
  sample(): Promise<number>;
}

export interface Rounds {
  /** Rounds that are enough. */
  readonly most: number;
  /** Rounds that are done whatever they take. */
  readonly fewest: number;
  /** Between the two no round begins after this time, ms. */
  readonly budget: number;
  readonly now: () => number;
  readonly onRound?: (done: number) => void;
}

/**
 * Who runs when in a round: everyone in turn and then back, A B B A, so that a machine that grows slower or faster
 * steadily does so for all alike. Each round begins with the next one, for the first has the coldest caches.
 */
export function roundOrder<T>(contenders: readonly T[], round: number): T[] {
  const start = contenders.length === 0 ? 0 : round % contenders.length;
  const there = [...contenders.slice(start), ...contenders.slice(0, start)];
  return [...there, ...there.toReversed()];
}

/** @returns For each id one number a round: the mean of its two samples. */
export async function interleave(
  contenders: readonly Contender[],
  { most, fewest, budget, now, onRound }: Rounds,
): Promise<Map<string, number[]>> {
  const means = new Map<string, number[]>(contenders.map(({ id }) => [id, []]));
  const started = now();
  for (let round = 0; round < most; round++) {
    if (round >= fewest && now() - started >= budget) break;
    const sums = new Map<string, number>();
    for (const contender of roundOrder(contenders, round)) {
      sums.set(contender.id, (sums.get(contender.id) ?? 0) + (await contender.sample()));
    }
    for (const [id, sum] of sums) means.get(id)?.push(sum / 2);
    onRound?.(round + 1);
  }
  return means;
}
