import type { TuningTask } from "./types";

/** Does a piece of work within the budget; null when there is no time left for it. */
export type Measure = (work: () => Promise<number>) => Promise<number | null>;

/** Milliseconds of one measurement: forty steps of a clock quantised to 100 us, and short enough to share the GPU with frames. */
const SAMPLE_MS = 4;
const MOST_REPEATS = 64;
/** Measurements that a candidate must win, each beside one of the best so far. The first that it loses ends it. */
const ROUNDS = 3;
/** It must be faster by this part at the least, each time: less may be noise, and a tie keeps what there is. */
const LEAST_GAIN = 0.03;

/**
 * Finds a task's fastest candidate: each challenges the best so far, in turns with it, so that a clock rate that drifts
 * touches both. One that throws is passed over.
 * @returns The winner; "failed" where the default itself throws, "stopped" where time ran out.
 */
export async function race<Candidate>(
  task: TuningTask<Candidate>,
  measure: Measure,
): Promise<{ readonly winner: Candidate } | "failed" | "stopped"> {
  const sample = (candidate: Candidate, repeats: number): Promise<number | null> =>
    measure(async () => (await task.time(candidate, repeats)) / repeats);

  const [standard, ...challengers] = task.candidates;
  let best = standard;
  if (challengers.length === 0) return { winner: best };
  let repeats: number;
  try {
    // The first run of any candidate compiles and uploads; its time says nothing.
    if ((await sample(best, 1)) === null) return "stopped";
    const once = await sample(best, 1);
    if (once === null) return "stopped";
    repeats = Math.min(MOST_REPEATS, Math.max(1, Math.round(SAMPLE_MS / once)));
  } catch {
    return "failed";
  }

  for (const challenger of challengers) {
    try {
      if ((await sample(challenger, 1)) === null) return "stopped";
    } catch {
      continue;
    }
    const ended = await duel(challenger, best, (candidate) => sample(candidate, repeats));
    if (ended === "stopped") return "stopped";
    if (ended === "won") best = challenger;
  }
  return { winner: best };
}

async function duel<Candidate>(
  challenger: Candidate,
  best: Candidate,
  sample: (candidate: Candidate) => Promise<number | null>,
): Promise<"won" | "lost" | "stopped"> {
  for (let round = 0; round < ROUNDS; round++) {
    const theirs = await sample(best);
    if (theirs === null) return "stopped";
    let ours: number | null;
    try {
      ours = await sample(challenger);
    } catch {
      return "lost";
    }
    if (ours === null) return "stopped";
    // Two runs shorter than the clock can tell are a tie, too.
    if (!(ours < theirs * (1 - LEAST_GAIN))) return "lost";
  }
  return "won";
}
