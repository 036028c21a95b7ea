import type { Frame } from "../capture/types";
import type { Dish } from "../segmentation/types";
import type { DomainWeights, Patch, Translator } from "../translator/types";
import type { Clock } from "./clock";
import { asError } from "./errors";
import { Pulse } from "./heartbeat";

/** A region that moved less than this part of its side is the same region: stills come to rest. */
const sameRegion = 0.004;

/** What a dish was last translated from. */
interface Done {
  sequence: number;
  cx: number;
  cy: number;
  side: number;
  size: number;
  weights: DomainWeights;
  endedAt: number;
}

export interface TranslationEvents {
  /** Domain of a dish; the same object as long as it is the same choice. */
  weightsOf(dish: Dish): DomainWeights;
  /** Side of the generator for the next translation, pixels. */
  size(): number;
  /** Time to leave between two translations, ms. */
  restMs(): number;
  onPatch(dish: number, patch: Patch, ms: number): void;
  onError(error: Error): void;
}

/**
 * Translates the newest frame's dishes, one at a time, as fast as the translator goes: first the dish whose domain
 * was just changed, the chosen one before others, then the one that has waited longest.
 */
export class TranslationStage {
  /** Patches made; one is owed from the moment in which its translation began. */
  readonly pulse = new Pulse();
  readonly #translator: Translator;
  readonly #clock: Clock;
  readonly #events: TranslationEvents;
  readonly #done = new Map<number, Done>();
  #frame: Frame | null = null;
  #dishes: readonly Dish[] = [];
  #followed: readonly Pick<Dish, "id">[] = [];
  #chosen: number | null = null;
  #busy = false;
  /** What is under way, and whoever waits for the translator after it. */
  #turn: Promise<void> = Promise.resolve();
  #borrowers = 0;
  #resting = false;
  #endedAt = Number.NEGATIVE_INFINITY;
  #epoch = 0;
  #disposed = false;

  constructor(translator: Translator, clock: Clock, events: TranslationEvents) {
    this.#translator = translator;
    this.#clock = clock;
    this.#events = events;
  }

  /** The newest frame, or null when the source has ended. */
  setFrame(frame: Frame | null): void {
    this.#frame = frame;
  }

  /**
   * The dishes as they lie in the newest frame.
   * @param followed All that are followed, those out of this frame's view too; default: the same.
   */
  setDishes(dishes: readonly Dish[], followed: readonly Pick<Dish, "id">[] = dishes): void {
    this.#dishes = dishes;
    this.#followed = followed;
    for (const id of this.#done.keys()) if (!followed.some((dish) => dish.id === id)) this.#done.delete(id);
  }

  setChosen(id: number | null): void {
    this.#chosen = id;
  }

  /** While it rests it translates nothing of its own accord; who borrows the translator has it alone. */
  setResting(resting: boolean): void {
    this.#resting = resting;
    if (!resting) this.pump();
  }

  /** Another source: frames and dishes of the one before are no longer there. */
  reset(): void {
    this.#epoch += 1;
    this.#frame = null;
    this.#dishes = [];
    this.#followed = [];
    this.#done.clear();
    this.pulse.rest();
  }

  dispose(): void {
    this.#disposed = true;
    this.#translator.dispose();
  }

  /** Whether a newer frame could be translated now. */
  get free(): boolean {
    const idle = !this.#busy && this.#borrowers === 0 && !this.#resting && !this.#disposed;
    return idle && this.#followed.length > 0 && this.#clock.now() - this.#endedAt >= this.#events.restMs();
  }

  /** Starts the next translation, if there is one to do and the translator is free. */
  pump(): void {
    const frame = this.#frame;
    if (frame !== null && this.#busy) this.pulse.due(this.#clock.now());
    if (frame === null || this.#busy || this.#borrowers > 0 || this.#resting || this.#disposed) return;
    if (this.#clock.now() - this.#endedAt < this.#events.restMs()) return;
    const dish = this.#next(frame);
    if (dish !== null) this.#turn = this.#translate(frame, dish);
  }

  /**
   * Has the translator do something else as soon as the translation under way is done; the next one waits for it.
   * Rejects as `work` does.
   */
  lend<T>(work: (translator: Translator) => Promise<T>): Promise<T> {
    this.#borrowers += 1;
    const lent = this.#turn.then(() => work(this.#translator));
    this.#turn = lent
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        this.#borrowers -= 1;
        this.#endedAt = this.#clock.now();
        this.pump();
      });
    return lent;
  }

  #next(frame: Frame): Dish | null {
    let best: Dish | null = null;
    let bestRank = Number.POSITIVE_INFINITY;
    for (const dish of this.#dishes) {
      const rank = this.#rank(frame, dish);
      if (rank < bestRank) {
        best = dish;
        bestRank = rank;
      }
    }
    return best;
  }

  /** Lower is sooner; infinite when there is nothing to do for the dish. */
  #rank(frame: Frame, dish: Dish): number {
    const done = this.#done.get(dish.id);
    const preferred = dish.id === this.#chosen ? 1 : 0;
    // Before every waiting time, which are times since the page began and so never negative.
    if (done === undefined || done.weights !== this.#events.weightsOf(dish)) return -1 - preferred;
    const { roi } = dish;
    const moved = Math.max(Math.abs(roi.cx - done.cx), Math.abs(roi.cy - done.cy), Math.abs(roi.size - done.side));
    const same =
      done.sequence === frame.sequence && done.size === this.#events.size() && moved <= sameRegion * done.side;
    return same ? Number.POSITIVE_INFINITY : done.endedAt;
  }

  async #translate(frame: Frame, dish: Dish): Promise<void> {
    const epoch = this.#epoch;
    const startedAt = this.#clock.now();
    const { roi } = dish;
    const size = this.#events.size();
    const weights = this.#events.weightsOf(dish);
    let failed = false;
    this.#busy = true;
    this.pulse.due(startedAt);
    try {
      const patch = await this.#translator.translate({ frame, roi, domains: weights, size });
      const now = this.#clock.now();
      this.pulse.beat();
      const followed = this.#followed.some(({ id }) => id === dish.id);
      if (this.#disposed || epoch !== this.#epoch || !followed) {
        patch.close();
      } else {
        const done = { sequence: frame.sequence, cx: roi.cx, cy: roi.cy, side: roi.size, size, weights, endedAt: now };
        this.#done.set(dish.id, done);
        this.#events.onPatch(dish.id, patch, now - startedAt);
      }
    } catch (error) {
      failed = true;
      if (!this.#disposed) this.#events.onError(asError(error));
    } finally {
      this.#busy = false;
      this.pulse.rest();
      this.#endedAt = this.#clock.now();
    }
    // After a failure the next frame asks again; at once would be a loop that stops everything else.
    if (!failed) this.pump();
  }
}
