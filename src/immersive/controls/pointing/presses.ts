import type { Target } from "../targets";

/** A press on a dish that lasts this long shows the original instead, ms. */
const HOLD = 400;

interface PressEvents {
  /** A short press; null beside everything. */
  onActivate(target: Target | null): void;
  /** A long one on a dish, or a squeeze: true until it is released. */
  onCompare(shown: boolean): void;
}

interface Press {
  readonly target: Target | null;
  readonly since: number;
}

/** What a press means: short it chooses, held on a dish it compares. Pointers are told apart by their id. */
export class Presses {
  readonly #events: PressEvents;
  readonly #presses = new Map<number, Press>();
  /** Pointers that hold. */
  readonly #holding = new Set<number>();

  constructor(events: PressEvents) {
    this.#events = events;
  }

  /** @param now ms */
  start(pointer: number, target: Target | null, now: number): void {
    this.#presses.set(pointer, { target, since: now });
  }

  /** As time goes by. */
  update(now: number): void {
    if (this.#presses.size === 0) return;
    for (const [pointer, { target, since }] of this.#presses) {
      if (target?.kind === "dish" && now - since >= HOLD) this.#hold(pointer);
    }
  }

  /** The press was meant. @param target What is pointed at now: a press that ends elsewhere is taken back. */
  select(pointer: number, target: Target | null, now: number): void {
    const press = this.#presses.get(pointer);
    if (press === undefined) return;
    this.#presses.delete(pointer);
    const held = press.target?.kind === "dish" && now - press.since >= HOLD;
    if (press.target === target && !held && !this.#holding.has(pointer)) this.#events.onActivate(target);
  }

  /** It is over, whether it was meant or not. */
  end(pointer: number): void {
    this.#presses.delete(pointer);
    this.#release(pointer);
  }

  /** A squeeze compares at once, wherever it points. */
  squeeze(pointer: number, held: boolean): void {
    if (held) this.#hold(pointer);
    else this.#release(pointer);
  }

  /** Everything is let go. */
  clear(): void {
    this.#presses.clear();
    if (this.#holding.size === 0) return;
    this.#holding.clear();
    this.#events.onCompare(false);
  }

  #hold(pointer: number): void {
    if (this.#holding.has(pointer)) return;
    this.#holding.add(pointer);
    if (this.#holding.size === 1) this.#events.onCompare(true);
  }

  #release(pointer: number): void {
    if (this.#holding.delete(pointer) && this.#holding.size === 0) this.#events.onCompare(false);
  }
}
