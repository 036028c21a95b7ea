/** A press longer than this, ms, is held on purpose. */
export const holdMs = 450;

export interface HoldEvents {
  /** Pressed long enough. */
  onHold(): void;
  /** Let go after a hold. */
  onRelease(): void;
  /** A press that was no hold; keys and assistive technology press so too. */
  onPress(): void;
}

/** Tells a press of a button from a hold: handlers for its element. */
export class HoldReader {
  readonly #events: HoldEvents;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #held = false;

  constructor(events: HoldEvents) {
    this.#events = events;
  }

  readonly down = (event: Pick<PointerEvent, "button">): void => {
    if (event.button !== 0) return;
    clearTimeout(this.#timer);
    this.#held = false;
    this.#timer = setTimeout(() => {
      this.#held = true;
      this.#events.onHold();
    }, holdMs);
  };

  /** Let go, on the button or beside it, or taken away by the system. */
  readonly up = (): void => {
    clearTimeout(this.#timer);
    if (this.#held) this.#events.onRelease();
  };

  /** Comes after `up`; a hold ends in a click as well, which is no press. */
  readonly click = (): void => {
    if (!this.#held) this.#events.onPress();
    this.#held = false;
  };
}
