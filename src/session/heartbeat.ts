/** What a stage of the lens got done, for watchdogs that look now and then. */
export interface Heartbeat {
  /** Whether the stage is there; one that is absent is being built, or waits to be built again. */
  readonly built: boolean;
  /** Things done since it was built: frames, masks, patches, drawings. */
  readonly done: number;
  /** Since when it owes the next one, ms in the base of `performance.now()`; null while nothing is asked of it. */
  readonly dueSince: number | null;
}

/** The stages that can stall, each by the name of its fault. */
export const stageParts = ["source", "segmenter", "translator", "compositor"] as const;
export type StagePart = (typeof stageParts)[number];

export type Heartbeats = Readonly<Record<StagePart, Heartbeat>>;

/** Counts what a stage does, and notes since when it owes something. */
export class Pulse {
  #done = 0;
  #dueSince: number | null = null;

  get done(): number {
    return this.#done;
  }

  get dueSince(): number | null {
    return this.#dueSince;
  }

  /** Something is asked of the stage; what was asked before and is not done yet counts on. */
  due(now: number): void {
    this.#dueSince ??= now;
  }

  /** Done; nothing is owed until something is asked again. */
  beat(): void {
    this.#done += 1;
    this.#dueSince = null;
  }

  /** What was asked is no longer wanted, or failed with an error, which others see to. */
  rest(): void {
    this.#dueSince = null;
  }

  /** The stage was built anew. */
  renew(): void {
    this.#done = 0;
    this.#dueSince = null;
  }
}
