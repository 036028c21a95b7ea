import { createRandom } from "../data/random";
import { shuffled } from "../metrics/interval";

export type Side = "left" | "right";

/** Two pictures beside each other, by the names of their files. */
export interface Trial {
  readonly left: string;
  readonly right: string;
  /** Where the photograph is. */
  readonly real: Side;
}

/** All that the page is to show. */
export interface StudyPlan {
  readonly model: string;
  /** How long the pictures of a trial are shown. */
  readonly seconds: number;
  /** Shown first, with the right answers; they do not count. */
  readonly practice: readonly Trial[];
  readonly trials: readonly Trial[];
}

export interface PicturePair {
  readonly real: string;
  readonly made: string;
}

/** Pairs in a random order, the photograph on a random side, both by the seed; the first of them are for practice. */
export function planStudy(
  pairs: readonly PicturePair[],
  options: { readonly model: string; readonly seconds: number; readonly practice: number; readonly seed: number },
): StudyPlan {
  const random = createRandom(options.seed, 0x57d1);
  const trials = shuffled(pairs, random).map(({ real, made }): Trial =>
    random.chance(0.5) ? { left: real, right: made, real: "left" } : { left: made, right: real, real: "right" },
  );
  return {
    model: options.model,
    seconds: options.seconds,
    practice: trials.slice(0, options.practice),
    trials: trials.slice(options.practice),
  };
}
