import type { Frame } from "../capture/types";
import { NothingToCaptureError } from "../compositor/errors";
import type { Compositor, DishLayer } from "../compositor/types";
import type { Clock } from "./clock";
import type { RateMeter, SampleWindow } from "../net/meters";
import { asError } from "./errors";
import { Pulse } from "./heartbeat";

/** Time in which the whole effect comes and goes ("hold to see the original"): quick, but not a flash. */
const strengthMs = 140;

/**
 * A drawing that holds the thread longer than this, ms, painting included, is followed by as long a rest, up to
 * `longestRestMs`. With a GPU it never is; without one the browser reads every drawing back, and would leave no time
 * to hand masks and patches over.
 */
const cheapMs = 10;
const longestRestMs = 60;

/** The canvas can be read in the call and not later; `now` in ms. */
export type DrawnListener = (canvas: HTMLCanvasElement, now: number) => void;

export interface DrawingMeters {
  readonly drawn: RateMeter;
  readonly timings: SampleWindow;
}

/**
 * Draws at display rate with the newest frame and layers, and not at all while nothing changes: a photograph that
 * has been translated costs no battery.
 */
export class DrawingStage {
  /** Drawings done; one is owed from the moment in which something asked for it. */
  readonly pulse = new Pulse();
  readonly #clock: Clock;
  readonly #meters: DrawingMeters;
  readonly #onError: (error: Error) => void;
  #compositor: Compositor | null = null;
  #frame: Frame | null = null;
  #frameIsNew = false;
  #lastSequence = -1;
  #drawUntil = 0;
  #handle: number | null = null;
  #mirrored = false;
  #divider = 0;
  #original = false;
  /** The strength that is wished for while the original is not. */
  #effect = 1;
  /** The strength now. */
  #strength = 1;
  #strengthAt = 0;
  #steam: Float32Array | null = null;
  #endWait: (() => void) | null = null;
  /** A drawing is not painted yet, or the rest after it is not over. */
  #resting = false;
  #covered = false;
  /** Something asked for a drawing meanwhile. */
  #wanted = false;
  #endRest: (() => void) | null = null;
  readonly #watches = new Set<DrawnListener>();

  constructor(clock: Clock, meters: DrawingMeters, onError: (error: Error) => void) {
    this.#clock = clock;
    this.#meters = meters;
    this.#onError = onError;
  }

  /** Another compositor takes over with everything that the one before knew, but for the layers; that one is freed. */
  setCompositor(compositor: Compositor | null): void {
    this.#compositor?.dispose();
    this.#compositor = compositor;
    this.pulse.renew();
    this.#frameIsNew = this.#frame !== null;
    compositor?.setMirrored(this.#mirrored);
    compositor?.setDivider(this.#divider);
    compositor?.setStrength(this.#strength);
    compositor?.setSteam(this.#steam);
    this.#wake(0);
  }

  setFrame(frame: Frame): void {
    this.#frame = frame;
    if (frame.sequence === this.#lastSequence) return;
    this.#lastSequence = frame.sequence;
    this.#frameIsNew = true;
    this.#wake(0);
  }

  /** Another source numbers its frames from 0 again. */
  reset(): void {
    this.#frame = null;
    this.#frameIsNew = false;
    this.#lastSequence = -1;
  }

  setLayers(layers: readonly DishLayer[]): void {
    try {
      this.#compositor?.setLayers(layers);
    } catch (error) {
      this.#onError(asError(error));
    }
    this.#wake(0);
  }

  /** The compositor has more to draw after `ms`: at once while something fades, later where steam drifts alone. */
  needsRender(ms = 0): void {
    if (ms === 0) return this.#wake(0);
    this.#endWait?.();
    this.#endWait = this.#clock.after(ms, () => {
      this.#endWait = null;
      this.#wake(0);
    });
  }

  setMirrored(mirrored: boolean): void {
    this.#mirrored = mirrored;
    this.#compositor?.setMirrored(mirrored);
    this.#wake(0);
  }

  setDivider(position: number): void {
    this.#divider = position;
    this.#compositor?.setDivider(position);
    this.#wake(0);
  }

  setOriginal(shown: boolean): void {
    this.#original = shown;
    this.#startEasing();
  }

  /** Strength of the effect, [0, 1]. */
  setStrength(strength: number): void {
    this.#effect = strength;
    this.#startEasing();
  }

  /** How much each domain steams, [0, 1]; null for no steam at all. */
  setSteam(steam: Float32Array | null): void {
    this.#steam = steam;
    this.#compositor?.setSteam(steam);
    this.#wake(0);
  }

  /** Nobody sees the picture: it is drawn for those alone who watch its drawings. */
  setCovered(covered: boolean): void {
    this.#covered = covered;
    this.#wake(0);
  }

  /** Calls back with the canvas in the task of every drawing; returns what ends that. */
  watch(onDrawn: DrawnListener): () => void {
    this.#watches.add(onDrawn);
    return () => this.#watches.delete(onDrawn);
  }

  /** What is drawn on; null while nothing draws. */
  get canvas(): HTMLCanvasElement | null {
    return this.#compositor?.canvas ?? null;
  }

  /** The picture as it is shown now. @throws NothingToCaptureError */
  async snapshot(): Promise<ImageBitmap> {
    if (this.#compositor === null)
      throw new NothingToCaptureError("Nothing draws now; try again when the picture is back.");
    return this.#compositor.capture();
  }

  dispose(): void {
    if (this.#handle !== null) this.#clock.cancelFrame(this.#handle);
    this.#handle = null;
    this.#endRest?.();
    this.#endWait?.();
    this.#compositor?.dispose();
    this.#compositor = null;
  }

  /** Draws at the display's next turn, and goes on for `ms`. */
  #wake(ms: number): void {
    this.#drawUntil = Math.max(this.#drawUntil, this.#clock.now() + ms);
    this.#request();
  }

  #request(): void {
    if (this.#compositor === null || (this.#covered && this.#watches.size === 0)) return;
    this.pulse.due(this.#clock.now());
    if (this.#handle !== null) return;
    // No frame is asked for during a rest: frames without a drawing come thousands of times a second where the
    // browser paints on the processor, and would take a whole core.
    if (this.#resting) this.#wanted = true;
    else this.#handle = this.#clock.requestFrame(this.#turn);
  }

  readonly #turn = (): void => {
    this.#handle = null;
    const compositor = this.#compositor;
    if (compositor === null) return;
    const now = this.#clock.now();
    try {
      this.#draw(compositor, now);
      this.pulse.beat();
    } catch (error) {
      this.#resting = false;
      this.#onError(asError(error));
      return;
    }
    if (now < this.#drawUntil) this.#request();
  };

  #draw(compositor: Compositor, now: number): void {
    if (this.#frame === null) return;
    // Before anything else: the compositor may ask for the next drawing while it draws.
    this.#resting = true;
    this.#wanted = false;
    if (this.#frameIsNew) compositor.setFrame(this.#frame);
    this.#frameIsNew = false;
    this.#easeStrength(compositor, now);
    const drawn = compositor.render(now);
    this.#meters.timings.add(this.#clock.now() - now);
    this.#meters.drawn.tick(now);
    if (drawn) for (const watch of this.#watches) watch(compositor.canvas, now);
    this.#clock.afterPaint(() => {
      const cost = this.#clock.now() - now;
      if (cost <= cheapMs) this.#wakeUp();
      else this.#endRest = this.#clock.after(Math.min(cost, longestRestMs), () => this.#wakeUp());
    });
  }

  #wakeUp(): void {
    this.#resting = false;
    this.#endRest = null;
    if (this.#wanted) this.#request();
  }

  #startEasing(): void {
    this.#strengthAt = this.#clock.now();
    this.#wake(strengthMs);
  }

  #easeStrength(compositor: Compositor, now: number): void {
    const target = this.#original ? 0 : this.#effect;
    if (this.#strength === target) return;
    const step = (now - this.#strengthAt) / strengthMs;
    this.#strengthAt = now;
    const change = Math.max(-step, Math.min(step, target - this.#strength));
    this.#strength += change;
    compositor.setStrength(this.#strength);
    if (this.#strength !== target) this.#drawUntil = Math.max(this.#drawUntil, now + strengthMs);
  }
}
