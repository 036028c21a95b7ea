import type { Square } from "../../net/dish";
import { steam, steamField } from "../../net/picture/steam";
import { context2d } from "./context";

/** Draws the steam over a dish, as the live view does. */
export class SteamBrush {
  readonly #picture = context2d(steam.columns, steam.rows, true);
  readonly #pixels = new ImageData(steam.columns, steam.rows);
  readonly #field = new Uint8ClampedArray(steam.columns * steam.rows);

  /**
   * @param roi Pixels of the canvas.
   * @param amount [0, 1]
   * @param seed Tells the dishes of a tray apart.
   */
  draw(
    target: OffscreenCanvasRenderingContext2D,
    { cx, cy, size }: Square,
    amount: number,
    seconds: number,
    seed: number,
  ): void {
    steamField(seconds, seed, this.#field);
    const { data } = this.#pixels;
    for (const [cell, opacity] of this.#field.entries()) data.set([...steam.colour, opacity], cell * 4);
    this.#picture.putImageData(this.#pixels, 0, 0);
    const [left, top] = [cx + steam.left * size, cy + steam.top * size];
    target.globalAlpha = amount;
    // A cell may be a hundred pixels of a photograph: stretched linearly, it would be seen.
    target.imageSmoothingQuality = "high";
    target.drawImage(this.#picture.canvas, left, top, steam.width * size, steam.height * size);
    target.imageSmoothingQuality = "medium";
  }
}
