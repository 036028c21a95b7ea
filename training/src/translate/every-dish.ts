import type { Network } from "../models/network";
import { type NamedPicture, thumbnail } from "./grid";
import {
  dishesOf,
  type SeenDish,
  translatePicture,
  translateWhole,
  type TranslationOptions,
} from "./picture-translation";
import type { RawPicture } from "./raw-picture";
import type { Translator } from "./translator";

export interface EveryDishOptions extends TranslationOptions {
  /** Null translates whole pictures. */
  readonly segmenter: Network | null;
}

/** A photo and what the lens makes of it as each dish, translated at its own size, kept small. */
export async function asEveryDish(
  picture: RawPicture,
  translator: Translator,
  options: EveryDishOptions,
): Promise<{ readonly pictures: readonly NamedPicture[]; readonly dishes: readonly SeenDish[] | null }> {
  const { segmenter } = options;
  const dishes = segmenter && (await dishesOf(picture, segmenter));
  const pictures: NamedPicture[] = [{ name: "as it is", picture: thumbnail(picture) }];
  for (const [index, { en }] of translator.domains.entries()) {
    const made = dishes
      ? await translatePicture(picture, dishes, translator, index, options)
      : await translateWhole(picture, translator, index, options);
    pictures.push({ name: en, picture: thumbnail(made) });
  }
  return { pictures, dishes };
}
