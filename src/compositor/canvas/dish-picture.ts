import { feather } from "../../net/picture/feather";
import { tilesPerDish } from "../tile-blend";
import { context2d } from "./context";

/** The tiles of one dish, and the picture that they blend into. */
export class DishPicture {
  readonly side: number;
  /** RGBA, not premultiplied; alpha is the mask. */
  readonly tiles: readonly Uint8ClampedArray[];
  readonly #context: CanvasRenderingContext2D;
  readonly #blended: ImageData;
  readonly #weights = new Float32Array(tilesPerDish);
  #stale = true;

  constructor(side: number) {
    this.side = side;
    this.tiles = Array.from({ length: tilesPerDish }, () => new Uint8ClampedArray(side * side * 4));
    this.#context = context2d(side, side, true);
    this.#blended = new ImageData(side, side);
  }

  /** A tile has new content. */
  changed(): void {
    this.#stale = true;
  }

  /** The dish as it is to be drawn: tiles mixed by their weights (which sum to 1), the mask as opacity. */
  blend(weights: Float32Array): HTMLCanvasElement {
    if (!this.#stale && weights.every((weight, tile) => weight === this.#weights[tile])) return this.#context.canvas;
    this.#weights.set(weights);
    this.#stale = false;
    this.#mix(weights);
    this.#context.putImageData(this.#blended, 0, 0);
    return this.#context.canvas;
  }

  #mix(weights: Float32Array): void {
    const { data } = this.#blended;
    const [first, second] = this.tiles.filter((_, tile) => weights[tile] !== 0);
    const [a = 0, b = 0] = weights.filter((weight) => weight !== 0);
    if (first === undefined) return;
    // Three tiles at once are rare: a patch that comes while two blend and one of them is not seen any more.
    const third = this.tiles.findLast((tile, i) => weights[i] !== 0 && tile !== first && tile !== second);
    const c = 1 - a - b;
    for (let i = 0; i < data.length; i++) {
      let value = a * (first[i] ?? 0);
      if (second !== undefined) value += b * (second[i] ?? 0);
      if (third !== undefined) value += c * (third[i] ?? 0);
      data[i] = value;
    }
    for (let i = 3; i < data.length; i += 4) data[i] = feather[data[i] ?? 0] ?? 0;
  }
}
