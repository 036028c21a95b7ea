/** A layer of the network that can be run in several ways, all with the same answer. */
export interface TuningTask<Candidate> {
  /** The same for layers of the same shape, kind and arithmetic: they are timed once. */
  readonly key: string;
  /** Work of the layers of this key in a frame, multiply-accumulates. */
  readonly weight: number;
  /** The default first. */
  readonly candidates: readonly [Candidate, ...Candidate[]];
  /** Runs the layer with a candidate, `repeats` times in a row. @returns Milliseconds of all of them. */
  time(candidate: Candidate, repeats: number): Promise<number>;
}

/** What tuning found. */
export interface TuningResult<Candidate> {
  /** The fastest candidate by key, of the tasks that were finished. */
  readonly choices: ReadonlyMap<string, Candidate>;
  /** False when time ran out, or it was called off, before every task was finished. */
  readonly complete: boolean;
  /** Milliseconds of work, waiting for idle slices not counted. */
  readonly spentMs: number;
}
