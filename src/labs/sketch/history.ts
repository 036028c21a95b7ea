/** States that can be undone and redone. Making a new one after an undo forgets those that were undone. */
export interface History<State> {
  readonly past: readonly State[];
  readonly present: State;
  readonly future: readonly State[];
}

/** States that are kept to go back to. */
export const MOST_PAST = 200;

export function startHistory<State>(present: State): History<State> {
  return { past: [], present, future: [] };
}

/** Goes on to another state; the oldest is forgotten where there are too many. */
export function advance<State>({ past, present }: History<State>, next: State): History<State> {
  return { past: [...past, present].slice(-MOST_PAST), present: next, future: [] };
}

/** One state back; the same history where there is none. */
export function undo<State>(history: History<State>): History<State> {
  const { past, present, future } = history;
  if (past.length === 0) return history;
  return { past: past.slice(0, -1), present: past.at(-1) ?? present, future: [present, ...future] };
}

/** One state forward; the same history where there is none. */
export function redo<State>(history: History<State>): History<State> {
  const { past, present, future } = history;
  const [next, ...later] = future;
  if (future.length === 0) return history;
  return { past: [...past, present], present: next ?? present, future: later };
}
