import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

import { ImageReadError } from "../data/unreadable";
import type { Network } from "../models/network";
import { TranslateError, VideoError } from "./errors";
import { asEveryDish } from "./every-dish";
import { nameGrid } from "./grid";
import { dishesOf, translatePicture, translateWhole, type TranslationOptions } from "./picture-translation";
import { readPicture, writePicture } from "./raw-picture";
import { dishesFound } from "./sheet";
import type { Translator } from "./translator";
import { type TranslatedFilm, translateVideo } from "./video-translation";
import { isDone, type Work } from "./work";

export interface BatchOptions extends TranslationOptions {
  /** Index of the dish to make; null makes a grid of all. */
  readonly domain: number | null;
  /** Null translates whole pictures. */
  readonly segmenter: Network | null;
  /** Translate also what is done already. */
  readonly force: boolean;
  readonly signal: AbortSignal;
  /** Picture that gets a strip of a video's frames; null for none. */
  readonly strip: string | null;
  readonly log: (line: string) => void;
  readonly onFrame: (frame: number, frames: number | null) => void;
}

export interface BatchResult {
  readonly translated: number;
  /** Were there already. */
  readonly left: number;
  /** Could not be read; each was told. */
  readonly skipped: readonly string[];
}

/** Translates files one after another. One that cannot be read is told by name and passed over; the others go on. */
export async function translateAll(
  works: readonly Work[],
  translator: Translator,
  options: BatchOptions,
): Promise<BatchResult> {
  let translated = 0;
  let left = 0;
  const skipped: string[] = [];
  for (const work of works) {
    options.signal.throwIfAborted();
    if (!options.force && (await isDone(work))) {
      left += 1;
      continue;
    }
    try {
      await mkdir(dirname(work.output), { recursive: true });
      options.log(`${work.output}: ${await translateOne(work, translator, options)}`);
      translated += 1;
    } catch (error) {
      if (!(error instanceof ImageReadError) && !(error instanceof VideoError)) throw error;
      options.log(`${work.input} was skipped: ${error.message}`);
      skipped.push(work.input);
    }
  }
  return { translated, left, skipped };
}

/** @returns What there is to say of it. */
async function translateOne(work: Work, translator: Translator, options: BatchOptions): Promise<string> {
  const { domain, segmenter } = options;
  if (work.kind === "video") {
    if (domain === null) throw new TranslateError(`${work.input} is a video: a grid of all dishes is made of a photo`);
    return filmFacts(await translateVideo(work.input, work.output, translator, domain, options));
  }
  const picture = await readPicture(work.input);
  if (domain === null) {
    const { pictures, dishes } = await asEveryDish(picture, translator, options);
    await writePicture(work.output, await nameGrid(pictures));
    return dishes === null ? "the whole picture" : dishesFound(dishes.length);
  }
  if (segmenter === null) {
    await writePicture(work.output, await translateWhole(picture, translator, domain, options));
    return "the whole picture";
  }
  const dishes = await dishesOf(picture, segmenter);
  await writePicture(work.output, await translatePicture(picture, dishes, translator, domain, options));
  return dishesFound(dishes.length);
}

/** For people: how long it is, and how it flickers. */
function filmFacts({ frames, flicker }: TranslatedFilm): string {
  if (flicker === null) return `${frames} frames`;
  const [added, film] = [flicker.flicker.toFixed(2), flicker.input.toFixed(2)];
  return `${frames} frames; flicker in the dishes ${added} of 255, beside ${film} that the film itself changes by`;
}
