import { PrimitiveCache } from "./cache";
import { Convolution, type ConvolutionKind, type Geometry, type Operands } from "./convolution";
import type { Engine } from "./engine";
import { OneDnnError } from "./errors";
import { suitsTurning, TurnedConvolution } from "./turned";

/** Convolutions by kind and geometry. */
export class Convolver {
  readonly #engine: Engine;
  readonly #cache = new PrimitiveCache<Convolution | TurnedConvolution>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** @returns null where oneDNN has no implementation. */
  get(kind: ConvolutionKind, geometry: Geometry): { run(operands: Operands): void } | null {
    return this.#cache.get(`${kind} ${Object.values(geometry).join()}`, () => this.#make(kind, geometry));
  }

  #make(kind: ConvolutionKind, geometry: Geometry): Convolution | TurnedConvolution | null {
    try {
      return suitsTurning(kind, geometry)
        ? new TurnedConvolution(this.#engine, kind, geometry)
        : new Convolution(this.#engine, kind, geometry);
    } catch (error) {
      if (error instanceof OneDnnError && error.unimplemented) return null;
      throw error;
    }
  }
}
