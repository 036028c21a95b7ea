import type { WarmUpLimits } from "./measure/frames";
import type { Rounds } from "./measure/interleave";

/** How long is measured. */
export interface Effort {
  /** Of each arm. */
  readonly warmUp: WarmUpLimits;
  /** Of a group of arms. */
  readonly rounds: Pick<Rounds, "most" | "fewest" | "budget">;
  /** Bytes of a copy that measures the bandwidth. */
  readonly copyBytes: number;
}

/** Software adapters take seconds for a frame: there the budgets end it, and the report says after how many rounds. */
export const FULL: Effort = {
  warmUp: { frames: 30, budget: 20_000 },
  rounds: { most: 30, fewest: 5, budget: 90_000 },
  copyBytes: 2 ** 27,
};

export const QUICK: Effort = {
  warmUp: { frames: 5, budget: 2000 },
  rounds: { most: 5, fewest: 2, budget: 5000 },
  copyBytes: 2 ** 24,
};
