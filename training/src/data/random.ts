/**
 * Random numbers that are a function of (seed, stream, step) alone, so that a resumed run draws what the
 * uninterrupted one would have drawn, with nothing but the step to remember.
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Uniform integer in [0, count). */
  below(count: number): number;
  chance(probability: number): boolean;
  /** Standard normal. */
  normal(): number;
}

/** SplitMix32-seeded sfc32 (Doty-Humphrey, PractRand). */
export function createRandom(...key: readonly number[]): Random {
  let state = 0x9e3779b9;
  const mix = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  for (const part of key) {
    state = (state ^ part) | 0;
    state = mix() | 0;
  }
  let a = mix();
  let b = mix();
  let c = mix();
  let counter = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    below: (count) => Math.floor(next() * count),
    chance: (probability) => next() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** Indices of one batch: an epoch-wise shuffle of `count` items, the same for the same seed and step. */
export function epochBatch(seed: number, step: number, batch: number, count: number): number[] {
  const indices: number[] = [];
  for (let i = step * batch; i < (step + 1) * batch; i++) {
    indices.push(shuffledIndex(seed, Math.floor(i / count), i % count, count));
  }
  return indices;
}

let cached: { key: string; order: Uint32Array } | undefined;

function shuffledIndex(seed: number, epoch: number, position: number, count: number): number {
  const key = `${seed}/${epoch}/${count}`;
  if (cached?.key !== key) {
    const order = Uint32Array.from({ length: count }, (_, index) => index);
    const random = createRandom(seed, 0x5eed, epoch);
    for (let i = count - 1; i > 0; i--) {
      const j = random.below(i + 1);
      const swap = order[i] ?? 0;
      order[i] = order[j] ?? 0;
      order[j] = swap;
    }
    cached = { key, order };
  }
  return cached.order[position] ?? 0;
}
