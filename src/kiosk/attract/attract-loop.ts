import type { Clock, Lens } from "../../session";
import { dividerAt, sweepPart } from "./divider";

/** While the model is on its way, it is looked for again this often, ms. */
const waitMs = 500;

export interface AttractOptions {
  readonly clock: Clock;
  readonly lens: Lens;
  /** How long each dish is shown, ms. */
  readonly dishMs: () => number;
  /** Whether people asked for less motion. */
  readonly still: () => boolean;
}

/** The dishes of the playlist take turns, each with a sweep from the meal as it is to the meal as the dish. */
export class AttractLoop {
  readonly #options: AttractOptions;
  #next = 0;
  #startedAt = 0;
  #frame: number | null = null;
  #cancelTurn: () => void = () => undefined;
  #cancelSweep: () => void = () => undefined;

  constructor(options: AttractOptions) {
    this.#options = options;
  }

  start(): void {
    this.stop();
    this.#next = 0;
    this.#turn();
  }

  /** Stops where it is; the divider stays. */
  stop(): void {
    this.#cancelTurn();
    this.#cancelSweep();
    if (this.#frame !== null) this.#options.clock.cancelFrame(this.#frame);
    this.#frame = null;
  }

  #turn(): void {
    const { clock, lens, dishMs, still } = this.#options;
    const list = lens.state.domains.peek();
    const dish = list[this.#next % Math.max(1, list.length)];
    this.#cancelTurn = clock.after(dish === undefined ? waitMs : dishMs(), () => this.#turn());
    if (dish === undefined) return;
    this.#next += 1;
    this.#startedAt = clock.now();
    lens.actions.chooseDish(null);
    lens.actions.chooseDomain(dish.id);
    lens.actions.setDivider(dividerAt(0, still()));
    if (!still()) this.#cancelSweep = clock.after(sweepPart.from * dishMs(), () => this.#sweep());
  }

  /** Moves the divider with the display, as long as it has to move. */
  #sweep(): void {
    const { clock, lens, dishMs } = this.#options;
    const part = (clock.now() - this.#startedAt) / dishMs();
    lens.actions.setDivider(dividerAt(part, false));
    this.#frame = part >= sweepPart.to ? null : clock.requestFrame(() => this.#sweep());
  }
}
