/** What the server of `mealshift watch` tells its page, as JSON. */

/** `training`: its figures are fresh; `waiting`: it has none yet; `stopped`: it has steps to go and is silent. */
export type RunState = "training" | "waiting" | "stopped" | "finished";

/** A run at a glance. It changes only when something in its directory does, or when it falls silent. */
export interface RunSummary {
  /** Names it in addresses; unique, and the same as long as the server runs. */
  readonly id: string;
  readonly recipe: string;
  readonly state: RunState;
  readonly step: number;
  readonly steps: number;
  /** Of the last lines; null before there is one. */
  readonly imagesPerSecond: number | null;
  /** Until the last step, at that speed; null where that is not known or over. */
  readonly secondsLeft: number | null;
  /** When its figures last changed, milliseconds since 1970; null before there are any. */
  readonly updated: number | null;
  /** Lines of figures that can be had, and a number that changes when they are others than before. */
  readonly lines: number;
  readonly generation: number;
  /** Steps of its sample grids, ascending. */
  readonly samples: readonly number[];
  /** Changes when another run has taken the directory: part of the samples' addresses. */
  readonly started: number;
}

/** Figures of a step by their names, `step` among them. */
export type Figures = Readonly<Record<string, number>>;

/** Lines of figures from a place on. */
export interface StatsPage {
  readonly generation: number;
  /** Index of the first of `lines`. */
  readonly from: number;
  readonly lines: readonly Figures[];
}

/** A job of a queue, for the page's table. */
export interface JobStatus {
  readonly id: string;
  /** What it does, for people. */
  readonly name: string;
  readonly state: "waiting" | "active" | "completed" | "failed";
  /** Part that is done, from 0 to 1; null where that is not known. */
  readonly progress: number | null;
  /** Who does it, or did; null while nobody does. */
  readonly worker: string | null;
  /** Why it failed, or what it is at. */
  readonly message: string | null;
}

/** Names of the server-sent events of `/api/events`, each with all that it is about. */
export interface WatchEvents {
  readonly runs: readonly RunSummary[];
  readonly jobs: readonly JobStatus[];
}
