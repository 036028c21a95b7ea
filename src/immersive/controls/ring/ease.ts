/** Moves a value in [0, 1] towards its end at an even pace; at once where nothing should move. */
export function approach(value: number, end: number, elapsed: number, duration: number, still: boolean): number {
  if (still) return end;
  const step = elapsed / duration;
  return value < end ? Math.min(end, value + step) : Math.max(end, value - step);
}

/** Starts and ends gently. */
export const smooth = (t: number): number => t * t * (3 - 2 * t);
