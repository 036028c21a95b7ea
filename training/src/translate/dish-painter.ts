import type { Mask, Square } from "../../../src/net/dish";
import { bakeTile } from "../../../src/net/picture/bake";
import { feather } from "../../../src/net/picture/feather";
import { lightGains } from "../../../src/net/picture/light";
import { defaultLightMatch, light } from "../../../src/net/picture/look";
import { squareToRect } from "../../../src/net/picture/rect";
import { type RawPicture, shrinkPicture } from "./raw-picture";

/** A translated square, opaque RGBA bytes, `size * size`. */
export interface Patch {
  readonly size: number;
  readonly data: Uint8ClampedArray;
}

/** A dish ready to be put into a picture: its pixels in the scene's light with their opacity, RGBA, `side * side`. */
export interface DishTile {
  readonly left: number;
  readonly top: number;
  readonly side: number;
  readonly data: Uint8ClampedArray;
}

/** The square whose sides lie between pixels that is nearest to the given one: what is cut there fits when put back. */
export function wholePixels({ cx, cy, size }: Square): Square {
  const side = Math.max(1, Math.round(size));
  return { cx: Math.round(cx - side / 2) + side / 2, cy: Math.round(cy - side / 2) + side / 2, size: side };
}

/**
 * What the lens draws of a dish (`src/net/picture`): the patch, matched to the scene's light, under the dish's feathered mask.
 * @param square In whole pixels of the picture; it may reach over the edge.
 */
export function dishTile(picture: RawPicture, patch: Patch, square: Square, mask: Mask): DishTile {
  const maskRect = { x: 0, y: 0, z: 0, w: 0 };
  squareToRect(square, picture.width, picture.height, maskRect);
  const sources = { patch: patch.data, size: patch.size, mask, maskRect };
  const gains = lightGains({ ...sources, frame: lightSamples(picture, square) }, defaultLightMatch);
  const side = square.size;
  const data = new Uint8ClampedArray(side * side * 4);
  bakeTile({ ...sources, gains }, side, data);
  for (let i = 3; i < data.length; i += 4) data[i] = feather[data[i] ?? 0] ?? 0;
  return { left: square.cx - side / 2, top: square.cy - side / 2, side, data };
}

/** The square in few samples, RGBA; transparent beyond the picture's edge, where no light is known. */
function lightSamples(picture: RawPicture, square: Square): Uint8ClampedArray {
  const { samples } = light;
  const rgb = shrinkPicture(picture, samples, samples, square);
  const rgba = new Uint8ClampedArray(samples * samples * 4);
  const inside = (centre: number, index: number, length: number): boolean => {
    const at = centre + ((index + 0.5) / samples - 0.5) * square.size;
    return at >= 0 && at <= length;
  };
  for (let i = 0; i < samples * samples; i++) {
    for (let c = 0; c < 3; c++) rgba[i * 4 + c] = rgb[i * 3 + c] ?? 0;
    const known =
      inside(square.cx, i % samples, picture.width) && inside(square.cy, Math.floor(i / samples), picture.height);
    rgba[i * 4 + 3] = known ? 255 : 0;
  }
  return rgba;
}

/** Draws a tile over the picture, in place; where its opacity is nothing the picture's bytes stay. @param opacity [0, 1]. */
export function drawTile(picture: RawPicture, tile: DishTile, opacity: number): void {
  const { width, height, channels, data } = picture;
  const right = Math.min(width, tile.left + tile.side);
  const bottom = Math.min(height, tile.top + tile.side);
  for (let y = Math.max(0, tile.top); y < bottom; y++) {
    for (let x = Math.max(0, tile.left); x < right; x++) {
      const from = ((y - tile.top) * tile.side + x - tile.left) * 4;
      const alpha = ((tile.data[from + 3] ?? 0) / 255) * opacity;
      if (alpha === 0) continue;
      const to = (y * width + x) * channels;
      for (let c = 0; c < 3; c++) {
        const before = data[to + c] ?? 0;
        data[to + c] = Math.round(before + ((tile.data[from + c] ?? 0) - before) * alpha);
      }
    }
  }
}
