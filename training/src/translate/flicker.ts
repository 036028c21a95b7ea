import type { DishTile } from "./dish-painter";
import type { RawPicture } from "./raw-picture";

/** How a film changes from one frame to the next where it shows translated dishes, mean absolute differences of 255. */
export interface Flicker {
  /** `output` less `input`: what the translation adds. Below 0 it smooths, as nets smooth a camera's noise. */
  readonly flicker: number;
  /** What is shown. */
  readonly output: number;
  /** The film itself, at the same pixels. */
  readonly input: number;
  /** Pairs of frames that were compared. */
  readonly pairs: number;
}

/** Alpha of a tile that hides what is under it, but for a level or two. */
const OPAQUE = 250;

/**
 * Measures flicker frame by frame: over all pixels that translated dishes cover altogether in a frame and in the one
 * before, the mean absolute change of what is shown, less that of the film itself. What moves, moves in both; what is left
 * is grain that boils, patterns that stay while the camera goes on, and masks that jump.
 */
export class FlickerMeter {
  #before: Frame | null = null;
  #output = 0;
  #input = 0;
  #values = 0;
  #pairs = 0;

  /** The next frame: as it was, as it is shown, and the tiles that were drawn with all of their opacity. */
  add(original: RawPicture, shown: RawPicture, tiles: readonly DishTile[]): void {
    const frame = { original, shown, covered: coveredBy(tiles, shown) };
    if (this.#before) this.#compare(this.#before, frame);
    this.#before = frame;
  }

  /** Null where no dish was seen in two frames running. */
  result(): Flicker | null {
    if (this.#values === 0) return null;
    const [output, input] = [this.#output / this.#values, this.#input / this.#values];
    return { flicker: output - input, output, input, pairs: this.#pairs };
  }

  #compare(before: Frame, now: Frame): void {
    let values = 0;
    now.covered.forEach((covered, pixel) => {
      if (covered === 0 || before.covered[pixel] === 0) return;
      for (let c = 0; c < 3; c++) {
        this.#output += change(before.shown, now.shown, pixel, c);
        this.#input += change(before.original, now.original, pixel, c);
      }
      values += 3;
    });
    this.#values += values;
    if (values > 0) this.#pairs += 1;
  }
}

interface Frame {
  readonly original: RawPicture;
  readonly shown: RawPicture;
  /** 1 where nothing is seen of the original. */
  readonly covered: Uint8Array;
}

function coveredBy(tiles: readonly DishTile[], { width, height }: RawPicture): Uint8Array {
  const covered = new Uint8Array(width * height);
  for (const { left, top, side, data } of tiles) {
    for (let y = Math.max(0, top); y < Math.min(height, top + side); y++) {
      for (let x = Math.max(0, left); x < Math.min(width, left + side); x++) {
        if ((data[((y - top) * side + x - left) * 4 + 3] ?? 0) >= OPAQUE) covered[y * width + x] = 1;
      }
    }
  }
  return covered;
}

function change(a: RawPicture, b: RawPicture, pixel: number, channel: number): number {
  return Math.abs((a.data[pixel * a.channels + channel] ?? 0) - (b.data[pixel * b.channels + channel] ?? 0));
}
