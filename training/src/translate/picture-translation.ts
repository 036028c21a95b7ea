import type { Mask, Square } from "../../../src/net/dish";
import { findDishes } from "../../../src/net/dish";
import { nearestSize } from "../../../src/net/image-to-image";
import { axisFilter, resamplePlane } from "../../../src/net/picture/resample";
import { dishMask, inputSide } from "../models/dish-finder";
import type { Network } from "../models/network";
import { type DishTile, dishTile, drawTile, type Patch, wholePixels } from "./dish-painter";
import { type RawPicture, shrinkPicture } from "./raw-picture";
import type { NetPicture, Translator } from "./translator";

export interface TranslationOptions {
  /** Side of the generator, pixels; the model takes the nearest that it can run at. */
  readonly size: number;
  /** Opacity of what is translated, [0, 1]. */
  readonly strength: number;
}

/** A dish as one picture shows it. */
export interface SeenDish {
  readonly roi: Square;
  readonly mask: Mask;
}

/** Where "dish" is in a picture, as the lens asks its segmenter. */
export async function maskOf(picture: RawPicture, segmenter: Network): Promise<Mask> {
  const side = inputSide(segmenter);
  return dishMask(segmenter, shrinkPicture(picture, side, side));
}

/** The dishes of a picture that stands alone, the largest first. */
export async function dishesOf(picture: RawPicture, segmenter: Network): Promise<readonly SeenDish[]> {
  return findDishes(await maskOf(picture, segmenter), picture.width, picture.height);
}

/** The dishes of a picture as another one, each ready to be drawn over it. */
export async function translateDishes(
  picture: RawPicture,
  dishes: readonly SeenDish[],
  translator: Translator,
  domain: number,
  wanted: number,
): Promise<DishTile[]> {
  const size = nearestSize(translator.config, wanted);
  const squares = dishes.map(({ roi }) => wholePixels(roi));
  const cut = squares.map((square) => ({
    width: size,
    height: size,
    data: shrinkPicture(picture, size, size, square),
  }));
  const made = await translator.run(cut, domain);
  return dishes.flatMap(({ mask }, index) => {
    const [patch, square] = [made[index], squares[index]];
    return patch && square ? [dishTile(picture, opaque(patch), square, mask)] : [];
  });
}

/** A copy of the picture with its dishes translated, everything else as it was. */
export async function translatePicture(
  picture: RawPicture,
  dishes: readonly SeenDish[],
  translator: Translator,
  domain: number,
  options: TranslationOptions,
): Promise<RawPicture> {
  const copy = { ...picture, data: picture.data.slice() };
  for (const tile of await translateDishes(picture, dishes, translator, domain, options.size)) {
    drawTile(copy, tile, options.strength);
  }
  return copy;
}

/** A copy of the picture, translated as a whole: its long side brought to the generator's size, and back. */
export async function translateWhole(
  picture: RawPicture,
  translator: Translator,
  domain: number,
  { size, strength }: TranslationOptions,
): Promise<RawPicture> {
  const long = Math.max(picture.width, picture.height);
  const width = nearestSize(translator.config, (picture.width / long) * size);
  const height = nearestSize(translator.config, (picture.height / long) * size);
  const [made] = await translator.run([{ width, height, data: shrinkPicture(picture, width, height) }], domain);
  const copy = { ...picture, data: picture.data.slice() };
  if (made !== undefined) blendWhole(copy, made, strength);
  return copy;
}

function blendWhole(picture: RawPicture, { width, height, data }: NetPicture, strength: number): void {
  const bytes = Uint8ClampedArray.from(data);
  const columns = axisFilter(0, width / picture.width, width, picture.width);
  const rows = axisFilter(0, height / picture.height, height, picture.height);
  const plane = new Float32Array(picture.width * picture.height);
  const source = new Uint8Array(bytes.buffer);
  for (let c = 0; c < 3; c++) {
    resamplePlane({ data: source, offset: c, stride: width * 3, step: 3 }, columns, rows, plane);
    for (let i = 0, at = c; i < plane.length; i++, at += picture.channels) {
      const before = picture.data[at] ?? 0;
      picture.data[at] = Math.round(before + ((plane[i] ?? 0) - before) * strength);
    }
  }
}

function opaque({ width, data }: NetPicture): Patch {
  const rgba = new Uint8ClampedArray((data.length / 3) * 4).fill(255);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    for (let c = 0; c < 3; c++) rgba[to + c] = data[from + c] ?? 0;
  }
  return { size: width, data: rgba };
}
