import { batch } from "@preact/signals";
import type { Clock } from "./clock";
import type { Pipeline } from "./pipeline";
import type { WritableLensState } from "./state";
import type { StageTimings } from "./types";

/** Figures change four times a second: fast enough to watch, slow enough to read. */
const publishMs = 250;

/** Publishes rates and stage timings while the lens runs. */
export class Figures {
  readonly #pipeline: Pick<Pipeline, "timings" | "translated" | "drawn">;
  readonly #state: WritableLensState;
  readonly #clock: Clock;
  #cancel: () => void = () => undefined;

  constructor(pipeline: Pick<Pipeline, "timings" | "translated" | "drawn">, state: WritableLensState, clock: Clock) {
    this.#pipeline = pipeline;
    this.#state = state;
    this.#clock = clock;
  }

  start(): void {
    this.#publish();
    this.#cancel = this.#clock.after(publishMs, () => this.start());
  }

  stop(): void {
    this.#cancel();
  }

  #publish(): void {
    const now = this.#clock.now();
    const { translated, drawn } = this.#pipeline;
    const rates = { translated: translated.rate(now), drawn: drawn.rate(now) };
    const before = this.#state.rates.peek();
    // A still picture at rest changes no figure and wakes nobody up.
    if (rates.translated + rates.drawn + before.translated + before.drawn === 0) return;
    batch(() => {
      this.#state.rates.value = rates;
      this.#state.timings.value = this.#medians();
    });
  }

  #medians(): StageTimings {
    const { segment, crop, run, read, translate, draw } = this.#pipeline.timings;
    return {
      segment: segment.percentile(0.5),
      crop: crop.percentile(0.5),
      run: run.percentile(0.5),
      read: read.percentile(0.5),
      translate: translate.percentile(0.5),
      draw: draw.percentile(0.5),
    };
  }
}
