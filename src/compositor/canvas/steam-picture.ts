import { steam, steamField } from "../../net/picture/steam";
import { context2d } from "./context";

/** The steam of one dish as a small picture, to be stretched over its place. */
export class SteamPicture {
  readonly #context = context2d(steam.columns, steam.rows, true);
  readonly #pixels = new ImageData(steam.columns, steam.rows);
  readonly #field = new Uint8ClampedArray(steam.columns * steam.rows);

  constructor() {
    const [red, green, blue] = steam.colour;
    for (let i = 0; i < this.#pixels.data.length; i += 4) this.#pixels.data.set([red, green, blue, 0], i);
  }

  /** As it is at `now`, ms. */
  at(now: number, seed: number): HTMLCanvasElement {
    steamField(now / 1000, seed, this.#field);
    const { data } = this.#pixels;
    for (const [cell, opacity] of this.#field.entries()) data[cell * 4 + 3] = opacity;
    this.#context.putImageData(this.#pixels, 0, 0);
    return this.#context.canvas;
  }
}
