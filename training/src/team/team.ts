import * as tf from "@tensorflow/tfjs-core";

/**
 * Workers that train one net on one batch, each on its part: worker i of n takes the samples i, i + n, i + 2 n, …, so that
 * every stretch of the batch is spread over all. Each of them has to call the same methods in the same order.
 */
export interface Team {
  readonly index: number;
  readonly count: number;
  /** Replaces the numbers by their sums over all workers, the same to the last bit on each. */
  sum(values: Float32Array): void;
  /** What each worker gave, in their order; all give as many numbers. */
  gather(values: Float32Array): Float32Array[];
}

/** A training that nobody else takes part in. */
export const alone: Team = {
  index: 0,
  count: 1,
  sum: () => undefined,
  gather: (values) => [values],
};

/** This worker's part of something that there is one of for each sample of the batch. */
export function ownOf<T>({ index, count }: Team, whole: readonly T[]): T[] {
  return whole.filter((_, i) => i % count === index);
}

/** This worker's part of a batch, `[n, …]`. */
export function ownSamples<T extends tf.Tensor>(team: Team, whole: T): T {
  if (team.count === 1) return whole;
  const [samples = 0, ...rest] = whole.shape;
  const dealt = tf.reshape(whole, [samples / team.count, team.count, ...rest]);
  const begin = [0, team.index, ...rest.map(() => 0)];
  return tf.reshape<tf.Rank>(tf.slice(dealt, begin, [-1, 1, ...rest.map(() => -1)]), [-1, ...rest]) as T;
}

/** The whole batch, from every worker's part. No gradient goes through. */
export function wholeBatch<T extends tf.Tensor>(team: Team, own: T): T {
  if (team.count === 1) return own;
  const parts = team.gather(Float32Array.from(own.dataSync()));
  const tensors = parts.map((part) => tf.tensor(part, own.shape));
  const [, ...rest] = own.shape;
  return tf.reshape<tf.Rank>(tf.stack(tensors, 1), [-1, ...rest]) as T;
}

/** A mean over the first `first` samples of the batch. */
export interface MeanOverFirst {
  /** How many of them this worker has: the first of its own. */
  readonly own: number;
  /** What its own mean is to be multiplied by, so that the workers' average is the mean over all. */
  readonly weight: number;
}

export function meanOverFirst({ index, count }: Team, first: number): MeanOverFirst {
  const own = Math.ceil(Math.max(0, first - index) / count);
  return { own, weight: (own * count) / first };
}
