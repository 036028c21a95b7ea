import { type Mask, SoftMaskPainter } from "../../../src/net/dish";
import { type DishTile, dishTile, drawTile } from "../translate/dish-painter";

/** Cells of the segmenter's mask along the side of a dish's square: those of a dish half as wide as the picture. */
const CELLS = 64;
/** Cells of the mask that bear upon a place: the spline that stretches it reaches so far. */
const SPLINE = 2;

/** The mask that the lens would have of a dish whose segmenter sees just its ellipse. @param outside 255 outside of it. */
export function maskOfDish(outside: Uint8Array, size: number): Mask {
  const place = (cell: number): number => Math.floor(((cell + 0.5) / CELLS) * size);
  const labels = Uint32Array.from({ length: CELLS * CELLS }, (_, cell) =>
    Number(outside[place(Math.floor(cell / CELLS)) * size + place(cell % CELLS)] === 0),
  );
  const data = new Uint8Array(CELLS * CELLS);
  const whole = { x0: 0, y0: 0, x1: CELLS - 1, y1: CELLS - 1 };
  new SoftMaskPainter(CELLS, CELLS).paint(labels, 1, whole, data);
  return { width: CELLS, height: CELLS, data };
}

/**
 * A translated square put back over what it was made of as the lens does it: in the scene's light, under the feathered
 * mask.
 *
 * @param original, translated RGB bytes, `size * size * 3`.
 * @returns RGB bytes, and the opacity with which each pixel was drawn, [0, 255].
 */
export function compositedPicture(
  original: Uint8Array,
  translated: Uint8Array,
  size: number,
  mask: Mask,
): { readonly data: Uint8Array; readonly opacity: Uint8Array } {
  const picture = { width: size, height: size, channels: 3, data: Uint8Array.from(original) } as const;
  const tile = tileOf(picture, translated, mask);
  drawTile(picture, tile, 1);
  return {
    data: picture.data,
    opacity: Uint8Array.from({ length: size * size }, (_, pixel) => tile.data[pixel * 4 + 3] ?? 0),
  };
}

function tileOf(picture: Parameters<typeof dishTile>[0], translated: Uint8Array, mask: Mask): DishTile {
  const { width: size } = picture;
  const patch = new Uint8ClampedArray(size * size * 4).fill(255);
  translated.forEach((value, i) => (patch[Math.floor(i / 3) * 4 + (i % 3)] = value));
  return dishTile(picture, { size, data: patch }, { cx: size / 2, cy: size / 2, size }, mask);
}

/** 1 where no cell of the mask bears upon a pixel: there not one bit may change. */
export function beyondFeather({ width, height, data }: Mask, size: number): Uint8Array {
  const isNear = (x: number, y: number): boolean => {
    const [column, row] = [Math.floor(((x + 0.5) / size) * width), Math.floor(((y + 0.5) / size) * height)];
    for (let cy = Math.max(0, row - SPLINE); cy <= Math.min(height - 1, row + SPLINE); cy++) {
      for (let cx = Math.max(0, column - SPLINE); cx <= Math.min(width - 1, column + SPLINE); cx++) {
        if (data[cy * width + cx] !== 0) return true;
      }
    }
    return false;
  };
  return Uint8Array.from({ length: size * size }, (_, i) => Number(!isNear(i % size, Math.floor(i / size))));
}
