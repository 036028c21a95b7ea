import type { Frame } from "../capture/types";
import type { Pipeline } from "./pipeline";
import type { HeldFrame, LensStages } from "./stages";
import type { WritableLensState } from "./state";

/**
 * Stands between the source and the pipeline. While the picture is frozen the pipeline gets one and the same, a copy of
 * its own, as from a still source: whatever is chosen for its dishes is translated from it, and then it costs nothing.
 */
export class FrozenPicture {
  readonly #hold: LensStages["holdFrame"];
  readonly #pipeline: Pick<Pipeline, "push" | "sourceEnded">;
  readonly #state: Pick<WritableLensState, "frozen">;
  /** Newest of the source; null when it has ended. */
  #newest: Frame | null = null;
  #held: HeldFrame | null = null;
  /** Counts freezes, so that a copy that comes late is not taken for one of a later freeze. */
  #freeze = 0;

  constructor(
    hold: LensStages["holdFrame"],
    pipeline: Pick<Pipeline, "push" | "sourceEnded">,
    state: Pick<WritableLensState, "frozen">,
  ) {
    this.#hold = hold;
    this.#pipeline = pipeline;
    this.#state = state;
  }

  /** The newest frame of the source. */
  push(frame: Frame): void {
    this.#newest = frame;
    if (!this.#state.frozen.peek()) this.#pipeline.push(frame);
    else if (this.#held !== null) this.#pipeline.push({ ...this.#held.frame, timestamp: frame.timestamp });
  }

  /** The source has ended: a picture that is held stays readable. */
  sourceEnded(): void {
    this.#newest = null;
    if (!this.#state.frozen.peek()) this.#pipeline.sourceEnded();
  }

  set(frozen: boolean): void {
    if (frozen === this.#state.frozen.peek()) return;
    if (frozen) void this.#start();
    else this.#thaw();
  }

  /** Another source: what was held is of the one before. */
  reset(): void {
    this.#newest = null;
    this.#release();
  }

  async #start(): Promise<void> {
    const frame = this.#newest;
    if (frame === null) return;
    this.#freeze += 1;
    const freeze = this.#freeze;
    // From now on, not when the copy is there: the picture on screen is the one that was meant.
    this.#state.frozen.value = true;
    try {
      const held = await this.#hold(frame);
      if (freeze !== this.#freeze) return held.close();
      this.#held = held;
      this.#pipeline.push(held.frame);
    } catch {
      // The frame was gone already: nothing is held, and the button says so.
      if (freeze === this.#freeze) this.#thaw();
    }
  }

  #thaw(): void {
    const held = this.#held;
    this.#held = null;
    this.#release();
    if (this.#newest === null) this.#pipeline.sourceEnded();
    else this.#pipeline.push(this.#newest);
    // After the newer picture has taken its place.
    held?.close();
  }

  #release(): void {
    this.#freeze += 1;
    this.#held?.close();
    this.#held = null;
    this.#state.frozen.value = false;
  }
}
