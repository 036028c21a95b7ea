import { paintRegion } from "../../capture/draw-region";
import type { Mask, Square } from "../../net/dish";
import { bakeTile } from "../../net/picture/bake";
import { feather } from "../../net/picture/feather";
import { lightGains } from "../../net/picture/light";
import { defaultLightMatch, light } from "../../net/picture/look";
import { squareToRect } from "../../net/picture/rect";
import { context2d } from "./context";
import { SteamBrush } from "./steam-brush";

/** A dish to be put into a picture. */
export interface PaintedDish {
  /** Pixels of the picture. */
  readonly roi: Square;
  readonly mask: Mask;
  /** Translated square, straight RGBA, `size * size`. */
  readonly patch: Uint8ClampedArray;
  readonly size: number;
  /** How strongly it is shown, [0, 1]. */
  readonly strength: number;
  /** How much it steams, [0, 1]. */
  readonly steam: number;
}

/** Tiles of this side show a patch's finest detail and a smooth rim of the mask; larger ones cost time alone. */
const largestTile = 1024;

/**
 * Puts translated dishes into a picture, in a worker: the same look as the live view's, from the same numbers
 * (`src/net/picture`), at the picture's own size.
 */
export class PicturePainter {
  readonly canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #samples = context2d(light.samples, light.samples, true);
  readonly #tile = context2d(1, 1, true);
  readonly #cut = context2d(1, 1, false);
  readonly #steam = new SteamBrush();
  readonly #largestTile: number;

  /** @param largest Side of a tile at most, pixels: less is faster, for moving pictures. */
  constructor(width: number, height: number, largest = largestTile) {
    this.#context = context2d(width, height, false);
    this.canvas = this.#context.canvas;
    this.#largestTile = largest;
  }

  /** The picture without dishes, stretched over the canvas. */
  show(picture: CanvasImageSource): void {
    this.#context.drawImage(picture, 0, 0, this.canvas.width, this.canvas.height);
  }

  /** Draws what is shown itself. */
  draw(paint: (context: OffscreenCanvasRenderingContext2D) => void): void {
    paint(this.#context);
  }

  /** The whole of what is shown, `width * height`. The caller closes it. */
  shrink(width: number, height: number): ImageBitmap {
    const all = { left: 0, top: 0, width: this.canvas.width, height: this.canvas.height };
    return this.#cutOut({ ...all, toWidth: width, toHeight: height });
  }

  /** A square of what is shown, `size * size`; what lies outside repeats the outermost pixels. The caller closes it. */
  cut({ cx, cy, size: side }: Square, size: number): ImageBitmap {
    const square = { left: cx - side / 2, top: cy - side / 2, width: side, height: side };
    return this.#cutOut({ ...square, toWidth: size, toHeight: size });
  }

  /**
   * Puts dishes into what is shown. All of them are cut before: the light is that of the untouched picture.
   * @param seconds moves the steam, from picture to picture of a film
   */
  paint(dishes: readonly PaintedDish[], seconds: number): void {
    const baked = dishes.map((dish) => this.#bake(dish));
    for (const [index, { roi, strength }] of dishes.entries()) {
      const image = baked[index];
      if (image === undefined) continue;
      resize(this.#tile, image.width, image.height);
      this.#tile.putImageData(image, 0, 0);
      const { cx, cy, size } = roi;
      this.#context.globalAlpha = strength;
      this.#context.drawImage(this.#tile.canvas, cx - size / 2, cy - size / 2, size, size);
    }
    for (const [index, { roi, strength, steam }] of dishes.entries()) {
      if (steam > 0 && strength > 0) this.#steam.draw(this.#context, roi, steam * strength, seconds, index + 1);
    }
    this.#context.globalAlpha = 1;
  }

  #bake({ roi, mask, patch, size }: PaintedDish): ImageData {
    const maskRect = { x: 0, y: 0, z: 0, w: 0 };
    squareToRect(roi, this.canvas.width, this.canvas.height, maskRect);
    const sources = { patch, size, mask, maskRect };
    const gains = lightGains({ ...sources, frame: this.#lightOf(roi) }, defaultLightMatch);
    const side = Math.max(1, Math.min(this.#largestTile, Math.max(size, Math.round(roi.size))));
    const image = new ImageData(side, side);
    bakeTile({ ...sources, gains }, side, image.data);
    for (let i = 3; i < image.data.length; i += 4) image.data[i] = feather[image.data[i] ?? 0] ?? 0;
    return image;
  }

  /** The square in few samples; transparent where it reaches over the picture's edge. */
  #lightOf({ cx, cy, size }: Square): Uint8ClampedArray {
    const { samples } = light;
    this.#samples.clearRect(0, 0, samples, samples);
    this.#samples.drawImage(this.canvas, cx - size / 2, cy - size / 2, size, size, 0, 0, samples, samples);
    return this.#samples.getImageData(0, 0, samples, samples).data;
  }

  #cutOut(region: Parameters<typeof paintRegion>[4]): ImageBitmap {
    paintRegion(this.#cut, this.canvas, this.canvas.width, this.canvas.height, region);
    return this.#cut.canvas.transferToImageBitmap();
  }
}

function resize({ canvas }: OffscreenCanvasRenderingContext2D, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
