/** What a finger, pen or mouse did on the picture. */
export type Gesture =
  | { readonly kind: "tap"; readonly x: number; readonly y: number }
  | { readonly kind: "swipe"; readonly by: 1 | -1 }
  | { readonly kind: "hold"; readonly held: boolean };

/** CSS pixels that a finger may wander and still tap. */
const tapReach = 12;
/** CSS pixels from which a sideways stroke is a swipe. */
const swipeLength = 48;
/** Longer strokes than this, ms, are no swipes but second thoughts. */
const swipeMs = 600;
const holdMs = 320;

interface Stroke {
  readonly pointer: number;
  readonly x: number;
  readonly y: number;
  readonly at: number;
  held: boolean;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** The parts of a PointerEvent that count. */
export interface PointerAt {
  readonly pointerId: number;
  readonly clientX: number;
  readonly clientY: number;
  readonly timeStamp: number;
}

/** Reads taps, swipes and holds from pointer events; one pointer at a time, others are ignored. */
export class GestureReader {
  readonly #onGesture: (gesture: Gesture) => void;
  #stroke: Stroke | null = null;

  constructor(onGesture: (gesture: Gesture) => void) {
    this.#onGesture = onGesture;
  }

  down(event: PointerAt): void {
    if (this.#stroke !== null) return;
    const timer = setTimeout(() => this.#hold(), holdMs);
    const { pointerId: pointer, clientX: x, clientY: y, timeStamp: at } = event;
    this.#stroke = { pointer, x, y, at, held: false, timer };
  }

  move(event: PointerAt): void {
    const stroke = this.#own(event);
    if (stroke === null || stroke.held) return;
    if (Math.hypot(event.clientX - stroke.x, event.clientY - stroke.y) > tapReach) clearTimeout(stroke.timer);
  }

  up(event: PointerAt): void {
    const stroke = this.#own(event);
    if (stroke === null) return;
    this.#end(stroke);
    if (stroke.held) return;
    const dx = event.clientX - stroke.x;
    const dy = event.clientY - stroke.y;
    if (Math.hypot(dx, dy) <= tapReach) {
      this.#onGesture({ kind: "tap", x: event.clientX, y: event.clientY });
    } else if (
      Math.abs(dx) >= swipeLength &&
      Math.abs(dx) > 1.5 * Math.abs(dy) &&
      event.timeStamp - stroke.at <= swipeMs
    ) {
      // The picture follows the finger: to the left comes what is on the right.
      this.#onGesture({ kind: "swipe", by: dx < 0 ? 1 : -1 });
    }
  }

  cancel(event: PointerAt): void {
    const stroke = this.#own(event);
    if (stroke !== null) this.#end(stroke);
  }

  #own(event: PointerAt): Stroke | null {
    return this.#stroke?.pointer === event.pointerId ? this.#stroke : null;
  }

  #hold(): void {
    if (this.#stroke === null) return;
    this.#stroke.held = true;
    this.#onGesture({ kind: "hold", held: true });
  }

  #end(stroke: Stroke): void {
    clearTimeout(stroke.timer);
    this.#stroke = null;
    if (stroke.held) this.#onGesture({ kind: "hold", held: false });
  }
}
