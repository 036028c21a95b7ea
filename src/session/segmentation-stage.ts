import type { Frame } from "../capture/types";
import type { Dish, Mask, Segmenter } from "../segmentation/types";
import type { Clock } from "./clock";
import { asError } from "./errors";
import { Pulse } from "./heartbeat";
import type { SampleWindow } from "../net/meters";
import type { Moment, Tracker } from "./tracker";

/** At most ten masks a second: dishes on a table do not move faster, and the translator needs the time. */
const minIntervalMs = 100;

export interface SegmentationEvents {
  onDishes(dishes: readonly Dish[]): void;
  onError(error: Error): void;
}

/** Turns the newest frame into tracked dishes, one frame at a time; what comes meanwhile is dropped. */
export class SegmentationStage {
  /** Masks made; one is owed from the moment in which a frame was taken. */
  readonly pulse = new Pulse();
  readonly #segmenter: Segmenter;
  #tracker: Tracker;
  readonly #clock: Clock;
  readonly #timings: SampleWindow;
  readonly #events: SegmentationEvents;
  #busy = false;
  #startedAt = Number.NEGATIVE_INFINITY;
  /** Counts sources, so that a mask of the source before is not taken for one of this. */
  #epoch = 0;
  /** The last mask, for a frame that comes again: `settled` once its dishes are known to stand still. */
  #last: { readonly sequence: number; readonly mask: Mask; settled: boolean } | null = null;
  #disposed = false;

  constructor(segmenter: Segmenter, tracker: Tracker, clock: Clock, timings: SampleWindow, events: SegmentationEvents) {
    this.#segmenter = segmenter;
    this.#tracker = tracker;
    this.#clock = clock;
    this.#timings = timings;
    this.#events = events;
  }

  /** Whether a frame would be taken now. */
  get free(): boolean {
    return !this.#busy && !this.#disposed && this.#clock.now() - this.#startedAt >= minIntervalMs;
  }

  /** Offers the newest frame; it is taken when the stage is free and its turn has come. */
  offer(frame: Frame): void {
    const now = this.#clock.now();
    if (this.#busy) this.pulse.due(now);
    if (!this.free) return;
    if (this.#last === null || this.#last.sequence !== frame.sequence) {
      this.#startedAt = now;
      void this.#segment(frame);
    } else if (!this.#last.settled) {
      // The same picture again: it is a still, whose dishes need no smoothing and no second sight.
      this.#last.settled = true;
      this.#track(this.#last.mask, frame, true);
    }
  }

  /** The mask of a picture that is no part of the live view; null while another is made. */
  async find(picture: Frame): Promise<Mask | null> {
    return this.#segmenter.segment(picture);
  }

  /** Where the dishes should be in a frame, between two masks. */
  predict(moment: Moment): readonly Dish[] {
    return this.#tracker.predict(moment);
  }

  /** Another tracker takes over, knowing nothing yet. */
  setTracker(tracker: Tracker): void {
    this.#tracker = tracker;
    this.reset();
  }

  /** Another source: what was tracked is gone. */
  reset(): void {
    this.#epoch += 1;
    this.#last = null;
    this.#startedAt = Number.NEGATIVE_INFINITY;
    this.pulse.rest();
    this.#tracker.reset();
  }

  dispose(): void {
    this.#disposed = true;
    this.#segmenter.dispose();
  }

  async #segment(frame: Frame): Promise<void> {
    const epoch = this.#epoch;
    const startedAt = this.#clock.now();
    this.#busy = true;
    this.pulse.due(startedAt);
    try {
      const mask = await this.#segmenter.segment(frame);
      if (mask !== null) this.pulse.beat();
      if (mask === null || this.#disposed || epoch !== this.#epoch) return;
      this.#timings.add(this.#clock.now() - startedAt);
      this.#last = { sequence: frame.sequence, mask, settled: false };
      this.#track(mask, frame, false);
    } catch (error) {
      if (!this.#disposed && epoch === this.#epoch) this.#events.onError(asError(error));
    } finally {
      this.#busy = false;
      this.pulse.rest();
    }
  }

  #track(mask: Mask, { width, height, timestamp, view }: Frame, still: boolean): void {
    this.#events.onDishes(this.#tracker.update(mask, { width, height, timestamp, view, still }));
  }
}
