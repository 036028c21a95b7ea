import { JobInputError } from "./errors";

/** One of `count` machines that share the work without a queue; `index` counts from 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Reads `i/n`, such as `0/4`; `of` is what it is for, in the message. @throws JobInputError for anything else. */
export function parseShard(text: string): Shard {
  const [index, count] = /^(\d+)\/(\d+)$/u.exec(text)?.slice(1).map(Number) ?? [];
  if (index === undefined || count === undefined || index >= count) {
    throw new JobInputError(`--shard ${text}: i/n is wanted, with i from 0 to n - 1, such as 0/4`);
  }
  return { index, count };
}

/** Whether a shard does the job with this number: every number is one shard's, and they come round in turn. */
export function isOf({ index, count }: Shard, number: number): boolean {
  return number % count === index;
}

/** Consecutive blocks of `size` items; the last may be smaller. */
export function blocksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, block) =>
    items.slice(block * size, (block + 1) * size),
  );
}
