import type { Frame } from "../../capture/types";
import type { Clock } from "../../session";
import { changedShare, greyOf } from "./motion";

/** Two looks a second are enough for hands, and cost a thousandth of the time. */
const lookMs = 500;
const cells = { width: 32, height: 24 } as const;

export interface MotionEvents {
  /** The camera's newest frame; null where there is none, or no camera. */
  frame(): Frame | null;
  /** Share of the picture that has to change. */
  threshold(): number;
  onMotion(): void;
}

/** Looks now and then at a tiny copy of the camera's picture. */
export class MotionWatch {
  readonly #clock: Clock;
  readonly #events: MotionEvents;
  #context: OffscreenCanvasRenderingContext2D | null = null;
  #before: Uint8Array | null = null;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, events: MotionEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  start(): void {
    this.stop();
    this.#look();
  }

  stop(): void {
    this.#cancel();
    this.#before = null;
  }

  #look(): void {
    this.#cancel = this.#clock.after(lookMs, () => this.#look());
    const frame = this.#events.frame();
    const now = frame === null ? null : this.#shrink(frame);
    if (now !== null && this.#before !== null && changedShare(this.#before, now) >= this.#events.threshold()) {
      this.#events.onMotion();
    }
    this.#before = now;
  }

  #shrink({ picture }: Frame): Uint8Array | null {
    this.#context ??= new OffscreenCanvas(cells.width, cells.height).getContext("2d", {
      alpha: false,
      willReadFrequently: true,
    });
    if (this.#context === null) return null;
    try {
      this.#context.drawImage(picture, 0, 0, cells.width, cells.height);
    } catch {
      // A picture that was closed meanwhile: the next look sees another.
      return null;
    }
    return greyOf(this.#context.getImageData(0, 0, cells.width, cells.height).data);
  }
}
