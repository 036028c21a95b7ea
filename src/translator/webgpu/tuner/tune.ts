import { race, type Measure } from "./race";
import type { TuningResult, TuningTask } from "./types";

export interface TuneOptions {
  /** Milliseconds of work in all, which the first task alone may exceed. Default 2000. */
  readonly budgetMs?: number;
  /** Milliseconds, from any start. Default: the page's clock. */
  readonly now?: () => number;
  /** Resolves when nothing more urgent waits; called before every measurement. */
  readonly idle: () => Promise<void>;
  /** Ends the tuning before its next measurement; what was finished is kept. */
  readonly signal?: AbortSignal;
}

/**
 * Times the candidates of each task, the heaviest first, within a budget. A task whose default cannot be timed is left out
 * of the choices, and so keeps its default.
 */
export async function tune<Candidate>(
  tasks: readonly TuningTask<Candidate>[],
  { budgetMs = 2000, now = () => performance.now(), idle, signal }: TuneOptions,
): Promise<TuningResult<Candidate>> {
  let spentMs = 0;
  let finished = 0;
  const measure: Measure = async (work) => {
    await idle();
    if (signal?.aborted === true) return null;
    // The first task is finished in any case: where compilers are slow there would never be a result.
    if (spentMs >= budgetMs && finished > 0) return null;
    const startedAt = now();
    try {
      return await work();
    } finally {
      spentMs += now() - startedAt;
    }
  };

  const choices = new Map<string, Candidate>();
  let complete = true;
  for (const task of [...tasks].sort((a, b) => b.weight - a.weight)) {
    const ended = await race(task, measure);
    if (ended === "stopped") {
      complete = false;
      break;
    }
    finished += 1;
    if (ended !== "failed") choices.set(task.key, ended.winner);
  }
  return { choices, complete, spentMs };
}
