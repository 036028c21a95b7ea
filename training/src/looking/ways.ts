import { LookingError } from "./errors";

import type { Mix } from "../../../src/net/latent";

export interface WayOptions {
  /** Steps from each point to the next. */
  readonly steps: number;
  /** Whether it leads from the last point back to the first. */
  readonly loop: boolean;
}

/** Values on a way through all points. @returns Each with whether it is one of them. */
export function wayThrough(
  points: readonly Float32Array[],
  mix: Mix,
  { steps, loop }: WayOptions,
): { readonly values: Float32Array; readonly isPoint: boolean }[] {
  const [first] = points;
  if (!first || points.length < 2) throw new LookingError("a way needs two points at least, such as --seeds 1,2");
  const stops = loop ? [...points, first] : points;
  const way = stops.slice(1).flatMap((to, leg) => {
    const from = stops[leg] ?? first;
    return Array.from({ length: steps }, (_, step) => ({
      values: step === 0 ? from : mix(from, to, step / steps),
      isPoint: step === 0,
    }));
  });
  // An animation repeats itself: where the way closes, its first point is its last.
  return loop ? way : [...way, { values: stops.at(-1) ?? first, isPoint: true }];
}
