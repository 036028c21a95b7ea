/** When a piece of memory is written first and read last, by step; -1 is before the first. */
export interface Lifetime {
  readonly id: string;
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

export interface ArenaPlan {
  /** Bytes of each buffer. */
  readonly buffers: readonly number[];
  /** Buffer of each piece. */
  readonly placed: ReadonlyMap<string, number>;
}

/**
 * Shares buffers between values that are not needed at the same time. Values get whole buffers: WebGPU does not let a kernel
 * read one part of a buffer while it writes another.
 *
 * Greedy, in the order in which values come to life: the smallest free buffer that holds it, else the largest free one, made
 * larger, else a new one.
 */
export function planArena(lifetimes: readonly Lifetime[]): ArenaPlan {
  const buffers: { bytes: number; freeFrom: number }[] = [];
  const placed = new Map<string, number>();
  for (const { id, bytes, from, to } of lifetimes.toSorted((a, b) => a.from - b.from)) {
    const free = buffers.filter(({ freeFrom }) => freeFrom <= from);
    const fitting = free.filter((buffer) => buffer.bytes >= bytes).sort((a, b) => a.bytes - b.bytes)[0];
    const chosen = fitting ?? free.toSorted((a, b) => b.bytes - a.bytes)[0];
    if (chosen === undefined) {
      placed.set(id, buffers.length);
      buffers.push({ bytes, freeFrom: to + 1 });
    } else {
      placed.set(id, buffers.indexOf(chosen));
      chosen.bytes = Math.max(chosen.bytes, bytes);
      chosen.freeFrom = to + 1;
    }
  }
  return { buffers: buffers.map(({ bytes }) => bytes), placed };
}
