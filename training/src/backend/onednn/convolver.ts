import { Convolution, type ConvolutionKind, type Geometry, type Operands } from "./convolution";
import type { Engine } from "./engine";
import { OneDnnError } from "./errors";
import { suitsTurning, TurnedConvolution } from "./turned";

/** More than any recipe has; a training on pictures of ever new sizes must not fill the memory. */
const MOST_KEPT = 512;

type Runnable = Pick<Convolution, "run" | "dispose">;

/** Convolutions by kind and geometry, made on first use. */
export class Convolver {
  readonly #engine: Engine;
  readonly #made = new Map<string, Runnable | null>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** @returns null where oneDNN has no implementation. */
  get(kind: ConvolutionKind, geometry: Geometry): { run(operands: Operands): void } | null {
    const key = `${kind} ${Object.values(geometry).join()}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    if (this.#made.size >= MOST_KEPT) this.#dropOldest();
    const made = this.#make(kind, geometry);
    this.#made.set(key, made);
    return made;
  }

  #make(kind: ConvolutionKind, geometry: Geometry): Runnable | null {
    try {
      return suitsTurning(kind, geometry)
        ? new TurnedConvolution(this.#engine, kind, geometry)
        : new Convolution(this.#engine, kind, geometry);
    } catch (error) {
      if (error instanceof OneDnnError && error.unimplemented) return null;
      throw error;
    }
  }

  #dropOldest(): void {
    for (const [key, convolution] of this.#made) {
      this.#made.delete(key);
      convolution?.dispose();
      return;
    }
  }
}
