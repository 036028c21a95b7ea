import type { Clock } from "../../session";
import { presenceAt, type IdleLimits, type Presence } from "./idle";

const lookMs = 500;

export interface IdleEvents {
  limits(): IdleLimits;
  /** The time left, or that somebody is there after all, has changed. */
  onChange(presence: Presence): void;
}

/** Follows whether somebody is there, while a visit lasts. */
export class IdleWatch {
  readonly #clock: Clock;
  readonly #events: IdleEvents;
  #inputAt = 0;
  #motionAt = Number.NEGATIVE_INFINITY;
  #told: Presence = { kind: "present" };
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, events: IdleEvents) {
    this.#clock = clock;
    this.#events = events;
  }

  /** A visit begins: somebody has just touched the screen. */
  start(): void {
    this.stop();
    this.#inputAt = this.#clock.now();
    this.#motionAt = Number.NEGATIVE_INFINITY;
    this.#told = { kind: "present" };
    this.#wait();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** A touch, a key, a pointer. */
  touched(): void {
    this.#inputAt = this.#clock.now();
    if (this.#cancel !== null) this.#judge();
  }

  /** Something moved in front of the camera. */
  moved(): void {
    this.#motionAt = this.#clock.now();
    if (this.#cancel !== null) this.#judge();
  }

  #wait(): void {
    this.#cancel = this.#clock.after(lookMs, () => {
      this.#wait();
      this.#judge();
    });
  }

  #judge(): void {
    const signs = { inputAt: this.#inputAt, motionAt: this.#motionAt };
    const presence = presenceAt(this.#clock.now(), signs, this.#events.limits());
    if (isSame(presence, this.#told)) return;
    this.#told = presence;
    this.#events.onChange(presence);
  }
}

const isSame = (a: Presence, b: Presence): boolean =>
  a.kind === b.kind && (a.kind !== "warning" || b.kind !== "warning" || a.secondsLeft === b.secondsLeft);
