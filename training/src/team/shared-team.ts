import { WorkerLostError } from "./errors";
import type { Team } from "./team";

/** What the workers of a team share. */
export interface TeamMemory {
  readonly control: SharedArrayBuffer;
  /** A slot for each worker to put numbers into. */
  readonly slots: SharedArrayBuffer;
}

/** Numbers in a slot: what is longer goes in pieces. */
const SLOT = 1 << 20;

/** Places in the control block. */
const ARRIVED = 0;
const GENERATION = 1;
const LOST = 2;
const ORDER = 3;
const LENGTHS = 4;

const THE_END = -1;

export function makeTeamMemory(count: number): TeamMemory {
  return {
    control: new SharedArrayBuffer((LENGTHS + count) * Int32Array.BYTES_PER_ELEMENT),
    slots: new SharedArrayBuffer(count * SLOT * Float32Array.BYTES_PER_ELEMENT),
  };
}

/** Wakes all workers that wait for one that will not come: their calls end in a WorkerLostError. */
export function dissolve({ control }: TeamMemory): void {
  const words = new Int32Array(control);
  Atomics.store(words, LOST, 1);
  Atomics.notify(words, GENERATION);
}

/** A team of threads that meet in shared memory. */
export class SharedTeam implements Team {
  readonly index: number;
  readonly count: number;
  readonly #control: Int32Array;
  readonly #slots: readonly Float32Array[];

  constructor({ control, slots }: TeamMemory, index: number, count: number) {
    this.index = index;
    this.count = count;
    this.#control = new Int32Array(control);
    this.#slots = Array.from(
      { length: count },
      (_, i) => new Float32Array(slots, i * SLOT * Float32Array.BYTES_PER_ELEMENT, SLOT),
    );
  }

  sum(values: Float32Array): void {
    this.#inPieces(values.length, (start, end) => {
      this.#own.set(values.subarray(start, end));
      this.#meet();
      // Each worker adds up its share, always in the workers' order, so that all have the same to the last bit.
      const share = Math.ceil((end - start) / this.count);
      const [sums] = this.#slots;
      const last = Math.min((this.index + 1) * share, end - start);
      for (let i = this.index * share; i < last; i++) {
        let total = 0;
        for (const slot of this.#slots) total += slot[i] ?? 0;
        if (sums) sums[i] = total;
      }
      this.#meet();
      if (sums) values.set(sums.subarray(0, end - start), start);
      this.#meet();
    });
  }

  gather(values: Float32Array): Float32Array[] {
    const gathered = this.#slots.map(() => new Float32Array(values.length));
    this.#inPieces(values.length, (start, end) => {
      this.#own.set(values.subarray(start, end));
      this.#meet();
      this.#slots.forEach((slot, i) => gathered[i]?.set(slot.subarray(0, end - start), start));
      this.#meet();
    });
    return gathered;
  }

  /** Lets every worker take step number `step`; called by the first worker, which then takes it too. */
  order(step: number): void {
    Atomics.store(this.#control, ORDER, step);
    this.#meet();
  }

  /** Sends the others home; called by the first worker. */
  end(): void {
    this.order(THE_END);
  }

  /** Waits for the first worker's order. @returns The step to take, or null at the end. */
  nextStep(): number | null {
    this.#meet();
    const step = Atomics.load(this.#control, ORDER);
    return step === THE_END ? null : step;
  }

  get #own(): Float32Array {
    const slot = this.#slots[this.index];
    if (!slot) throw new Error(`worker ${this.index} is not one of ${this.count}`);
    return slot;
  }

  #inPieces(length: number, exchange: (start: number, end: number) => void): void {
    this.#agreeOn(length);
    for (let start = 0; start < length; start += SLOT) exchange(start, Math.min(start + SLOT, length));
  }

  /** Workers that exchange different things would wait for each other for ever. */
  #agreeOn(length: number): void {
    Atomics.store(this.#control, LENGTHS + this.index, length);
    this.#meet();
    const lengths = this.#control.slice(LENGTHS, LENGTHS + this.count);
    this.#meet();
    if (lengths.some((other) => other !== length)) {
      throw new Error(`the workers do not exchange the same: ${[...lengths].join(", ")} numbers`);
    }
  }

  /** Waits until all are here. @throws WorkerLostError if one never will be. */
  #meet(): void {
    const control = this.#control;
    const generation = Atomics.load(control, GENERATION);
    if (Atomics.add(control, ARRIVED, 1) === this.count - 1) {
      Atomics.store(control, ARRIVED, 0);
      Atomics.add(control, GENERATION, 1);
      Atomics.notify(control, GENERATION);
    }
    while (Atomics.load(control, GENERATION) === generation) {
      if (Atomics.load(control, LOST) !== 0) throw new WorkerLostError("another worker has ended");
      // The time limit is for a loss between the look and the wait.
      Atomics.wait(control, GENERATION, generation, 500);
    }
  }
}
