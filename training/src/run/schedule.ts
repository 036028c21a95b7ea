/** Cosine decay to a hundredth (Loshchilov and Hutter 2017) after a linear warm-up of `warmup` steps. */
export function cosineDecay(peak: number, step: number, steps: number, warmup: number): number {
  if (step < warmup) return (peak * (step + 1)) / warmup;
  const progress = (step - warmup) / Math.max(steps - warmup, 1);
  return peak * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/** The whole rate until `from`, a part of all steps, then in a straight line to zero (Zhu et al. 2017). */
export function linearDecay(rate: number, step: number, steps: number, from: number): number {
  const first = from * steps;
  return step < first ? rate : (rate * (steps - step)) / (steps - first);
}
