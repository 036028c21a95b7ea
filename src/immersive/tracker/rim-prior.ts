/** What is held of the height of a rim before anything says more, metres. */
export interface HeightPrior {
  readonly height: number;
  /** Standard deviation. */
  readonly spread: number;
}

/** Bowls up to this radius, plates from the other one on, metres. */
const BOWL_RADIUS = 0.075;
const PLATE_RADIUS = 0.1;
const BOWL_HEIGHT = 0.06;
const PLATE_HEIGHT = 0.02;
/**
 * Either kind is wrong for the other one: saucers are small and low, ramen bowls (radius 10 cm, 7 to 8 cm high) are nearly as
 * large as plates. In the middle, where both are met, the prior says least.
 */
const SPREAD = 0.025;
const SPREAD_BETWEEN = 0.03;

/** Small dishes are bowls, large ones plates. */
export function heightPrior(radius: number): HeightPrior {
  const part = Math.min(1, Math.max(0, (radius - BOWL_RADIUS) / (PLATE_RADIUS - BOWL_RADIUS)));
  return {
    height: BOWL_HEIGHT + (PLATE_HEIGHT - BOWL_HEIGHT) * part,
    spread: SPREAD + (SPREAD_BETWEEN - SPREAD) * 4 * part * (1 - part),
  };
}
