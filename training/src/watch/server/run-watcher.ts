import type { RunSummary } from "../contract";
import { findRuns, RunNames } from "./find-runs";
import { WatchedRun } from "./watched-run";

/** All runs below some folders; new ones are found as they come. */
export class RunWatcher {
  readonly #folders: readonly string[];
  readonly #names = new RunNames();
  readonly #runs = new Map<string, WatchedRun>();
  #summaries: readonly RunSummary[] = [];
  #looking: Promise<void> | null = null;

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  /** What the last look found: what is being trained, then the others, those with the newest figures first. */
  get summaries(): readonly RunSummary[] {
    return this.#summaries;
  }

  /** @returns undefined for a run that is not, or no longer, there. */
  run(id: string): WatchedRun | undefined {
    return this.#summaries.some((summary) => summary.id === id) ? this.#runs.get(id) : undefined;
  }

  /** Looks into all folders. Directories are read again rather than watched: that works on network drives, too. */
  async look(): Promise<void> {
    this.#looking ??= this.#lookOnce().finally(() => (this.#looking = null));
    await this.#looking;
  }

  async #lookOnce(): Promise<void> {
    const paths = await findRuns(this.#folders);
    const now = Date.now();
    const found = await Promise.all(
      paths.map(async (path) => {
        const id = this.#names.nameOf(path);
        const run = this.#runs.get(id) ?? new WatchedRun(id, path);
        this.#runs.set(id, run);
        return run.refresh(now);
      }),
    );
    this.#summaries = found.filter((summary) => summary !== null).toSorted((a, b) => orderOf(b) - orderOf(a));
  }
}

/** Runs that are being trained keep their places, though their figures change all the time. */
function orderOf({ state, started, updated }: RunSummary): number {
  return state === "training" ? Number.MAX_SAFE_INTEGER / 2 + started : (updated ?? started);
}
