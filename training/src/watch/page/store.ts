import type { Figures, JobStatus, RunSummary, StatsPage } from "../contract";

interface KnownStats {
  generation: number;
  lines: Figures[];
  /** A request that is under way. */
  loading: boolean;
}

/** What the page knows, kept up by the server's events. */
export class Store {
  #runs: readonly RunSummary[] = [];
  #jobs: readonly JobStatus[] | null = null;
  readonly #stats = new Map<string, KnownStats>();
  readonly #shown = new Set<string>();
  readonly #onChange: () => void;

  /** @param onChange Called after every change. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get runs(): readonly RunSummary[] {
    return this.#runs;
  }

  /** Null where the server has no queue. */
  get jobs(): readonly JobStatus[] | null {
    return this.#jobs;
  }

  /** Runs whose curves are shown, in the order of the table. */
  get shown(): readonly RunSummary[] {
    return this.#runs.filter(({ id }) => this.#shown.has(id));
  }

  show(id: string, on: boolean): void {
    if (on) this.#shown.add(id);
    else this.#shown.delete(id);
    this.#onChange();
  }

  /** Lines of figures that are here; more are fetched where the run has more. */
  figures(id: string): readonly Figures[] {
    const run = this.#runs.find((candidate) => candidate.id === id);
    if (!run) return [];
    const known = this.#stats.get(id);
    if (!known || known.generation !== run.generation || known.lines.length < run.lines) void this.#fetch(id);
    return known?.lines ?? [];
  }

  /** Listens to the server. @param onConnection Told whether it can be heard. */
  connect(onConnection: (live: boolean) => void): void {
    const events = new EventSource("/api/events");
    events.addEventListener("open", () => onConnection(true));
    // The browser tries again by itself.
    events.addEventListener("error", () => onConnection(false));
    events.addEventListener("runs", ({ data }: MessageEvent<string>) => this.#takeRuns(JSON.parse(data)));
    events.addEventListener("jobs", ({ data }: MessageEvent<string>) => {
      this.#jobs = JSON.parse(data) as readonly JobStatus[];
      this.#onChange();
    });
  }

  #takeRuns(runs: readonly RunSummary[]): void {
    const first = this.#runs.length === 0;
    this.#runs = runs;
    if (first) for (const { id } of likeliest(runs)) this.#shown.add(id);
    this.#onChange();
  }

  async #fetch(id: string): Promise<void> {
    const known = this.#stats.get(id) ?? { generation: 0, lines: [], loading: false };
    this.#stats.set(id, known);
    if (known.loading) return;
    known.loading = true;
    try {
      const query = new URLSearchParams({ generation: String(known.generation), from: String(known.lines.length) });
      const answer = await fetch(`/api/runs/${encodeURIComponent(id)}/stats?${query}`);
      if (!answer.ok) return;
      const { generation, from, lines } = (await answer.json()) as StatsPage;
      known.lines = [...known.lines.slice(0, from), ...lines];
      known.generation = generation;
    } catch {
      // The server is gone; its next event brings the page here again.
      return;
    } finally {
      known.loading = false;
    }
    this.#onChange();
  }
}

/** What somebody who opens the page wants to see: what is being trained, else what was last. */
function likeliest(runs: readonly RunSummary[]): readonly RunSummary[] {
  const training = runs.filter(({ state }) => state === "training");
  return training.length > 0 ? training : runs.slice(0, 1);
}
