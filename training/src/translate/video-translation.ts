import { DishTracker } from "../../../src/net/dish/tracker";
import type { Network } from "../models/network";
import { type DishTile, drawTile } from "./dish-painter";
import { FilmStrip } from "./film-strip";
import { type Flicker, FlickerMeter } from "./flicker";
import { maskOf, translateDishes, translateWhole, type TranslationOptions } from "./picture-translation";
import { probeVideo } from "./probe";
import { type RawPicture, writePicture } from "./raw-picture";
import type { Translator } from "./translator";
import { readFrames, VideoWriter } from "./video-file";

export interface VideoOptions extends TranslationOptions {
  /** Null translates whole frames. */
  readonly segmenter: Network | null;
  /** Called after each frame; `frames` is null where the file does not say how many there are. */
  readonly onFrame: (frame: number, frames: number | null) => void;
  /** Picture that gets the film's frames at every half second; null for none. */
  readonly strip: string | null;
  readonly signal: AbortSignal;
}

/** What a film came to. */
export interface TranslatedFilm {
  readonly frames: number;
  /** Null where no dish was followed, or all of each frame was translated. */
  readonly flicker: Flicker | null;
}

/** A new dish comes, a lost one goes, ms: what the lens takes. */
const PRESENCE_MS = 200;

/**
 * A video with its dishes translated and its sound as it was. One frame at a time is in memory.
 * @returns Its length and its flicker. What the signal stops, or an error, leaves no file behind.
 */
export async function translateVideo(
  input: string,
  output: string,
  translator: Translator,
  domain: number,
  options: VideoOptions,
): Promise<TranslatedFilm> {
  const facts = await probeVideo(input);
  const { segmenter, signal } = options;
  const painter = segmenter && new FramePainter(translator, domain, segmenter, options);
  const strip = new FilmStrip();
  const writer = new VideoWriter(output, input, facts);
  let count = 0;
  try {
    for await (const frame of readFrames(input, facts)) {
      signal.throwIfAborted();
      const time = (count * 1000) / facts.framesPerSecond;
      const shown = painter
        ? await painter.paint(frame, time)
        : await translateWhole(frame, translator, domain, options);
      await writer.write(shown);
      if (options.strip !== null) strip.add(shown, time);
      count += 1;
      options.onFrame(count, facts.frames);
    }
    signal.throwIfAborted();
    await writer.finish();
    if (options.strip !== null) await writePicture(options.strip, await strip.grid());
    return { frames: count, flicker: painter?.flicker() ?? null };
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

/** A dish on screen: how it was last drawn, and how far it has come. */
interface Shown {
  tile: DishTile;
  /** [0, 1] */
  presence: number;
}

/** Follows the dishes from frame to frame as the lens does. */
class FramePainter {
  readonly #translator: Translator;
  readonly #domain: number;
  readonly #segmenter: Network;
  readonly #options: TranslationOptions;
  readonly #tracker = new DishTracker();
  readonly #shown = new Map<number, Shown>();
  readonly #meter = new FlickerMeter();
  #last = 0;

  constructor(translator: Translator, domain: number, segmenter: Network, options: TranslationOptions) {
    this.#translator = translator;
    this.#domain = domain;
    this.#segmenter = segmenter;
    this.#options = options;
  }

  /** Of the frames so far; null where no dish was followed. */
  flicker(): Flicker | null {
    return this.#meter.result();
  }

  /** @param time ms. @returns A copy of the frame, drawn upon. */
  async paint(frame: RawPicture, time: number): Promise<RawPicture> {
    const { width, height } = frame;
    const mask = await maskOf(frame, this.#segmenter);
    const dishes = this.#tracker.update(mask, { width, height, timestamp: time });
    const tiles = await translateDishes(frame, dishes, this.#translator, this.#domain, this.#options.size);
    const step = (time - this.#last) / PRESENCE_MS;
    this.#last = time;
    const seen = new Set(dishes.map(({ id }) => id));
    for (const [id, shown] of this.#shown) {
      if (!seen.has(id)) shown.presence -= step;
      if (shown.presence <= 0) this.#shown.delete(id);
    }
    dishes.forEach(({ id }, index) => {
      const tile = tiles[index];
      if (tile) this.#shown.set(id, { tile, presence: Math.min(1, (this.#shown.get(id)?.presence ?? 0) + step) });
    });
    const shown = { ...frame, data: frame.data.slice() };
    const complete: DishTile[] = [];
    for (const { tile, presence } of this.#shown.values()) {
      const opacity = presence * this.#options.strength;
      drawTile(shown, tile, opacity);
      if (opacity === 1) complete.push(tile);
    }
    this.#meter.add(frame, shown, complete);
    return shown;
  }
}
