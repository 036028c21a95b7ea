import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";

import { ImageReadError } from "../data/unreadable";
import type { Network } from "../models/network";
import { TranslateError, VideoError } from "./errors";
import { nameGrid, type NamedPicture } from "./grid";
import { dishesOf, translatePicture, translateWhole, type TranslationOptions } from "./picture-translation";
import { type RawPicture, readPicture, writePicture } from "./raw-picture";
import type { Translator } from "./translator";
import { translateVideo } from "./video-translation";
import { isDone, type Work } from "./work";

export interface BatchOptions extends TranslationOptions {
  /** Index of the dish to make; null makes a grid of all. */
  readonly domain: number | null;
  /** Null translates whole pictures. */
  readonly segmenter: Network | null;
  /** Translate also what is done already. */
  readonly force: boolean;
  readonly signal: AbortSignal;
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
    return `${await translateVideo(work.input, work.output, translator, domain, options)} frames`;
  }
  const picture = await readPicture(work.input);
  const dishes = segmenter === null ? null : await dishesOf(picture, segmenter);
  const as = (index: number): Promise<RawPicture> =>
    dishes === null
      ? translateWhole(picture, translator, index, options)
      : translatePicture(picture, dishes, translator, index, options);
  await writePicture(work.output, domain === null ? await gridOf(picture, translator, as) : await as(domain));
  if (dishes === null) return "the whole picture";
  return dishes.length === 0
    ? "no dish was found, nothing changed"
    : `${dishes.length} ${dishes.length === 1 ? "dish" : "dishes"}`;
}

async function gridOf(
  picture: RawPicture,
  { domains }: Translator,
  as: (domain: number) => Promise<RawPicture>,
): Promise<RawPicture> {
  const pictures: NamedPicture[] = [{ name: "as it is", picture }];
  for (const [index, { en }] of domains.entries()) pictures.push({ name: en, picture: await as(index) });
  return nameGrid(pictures);
}
