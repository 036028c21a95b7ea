import type { Mask, Square } from "../../net/dish";
import type { PixelPatch } from "../../session";
import type { KeptVideo } from "../video/kept-video";

/** A dish of one picture of the video. */
export interface FilmDish {
  readonly id: number;
  /** Pixels of the picture. */
  readonly roi: Square;
  readonly mask: Mask;
  /** How strongly it is shown, and how much it steams, both in [0, 1]. */
  readonly strength: number;
  readonly steam: number;
}

/** The picture that a mask is made from, small, and what it was made from. */
export interface FilmPicture {
  /** Transferred. */
  readonly small: ImageBitmap;
  /** Of the video's picture, pixels. */
  readonly width: number;
  readonly height: number;
  /** From the beginning of the video, ms. */
  readonly timestamp: number;
}

/** What the worker asks of the page, through Comlink: the stages of the lens, and those who wait. */
export interface FilmHost {
  /** Where the dishes are; pictures come in their order. */
  follow(picture: FilmPicture): Promise<readonly FilmDish[]>;
  /** A dish's square, cut out and transferred. Its side is the generator's. */
  translate(dish: number, square: ImageBitmap): Promise<PixelPatch>;
  /** `share` of the video is done, [0, 1]; sometimes with the newest picture, transferred. */
  progress(share: number, preview: ImageBitmap | null): void;
}

/** What is known before the work begins. */
export interface FilmPlan {
  /** Of the result, even pixels. */
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  /** Whether the video has sound, and whether the result has it. */
  readonly sound: "none" | "kept" | "lost";
}

/** What the worker offers through Comlink. One worker translates one video. */
export interface FilmWorker {
  open(video: Blob): Promise<FilmPlan>;
  /** @param size Side of the generator, pixels. */
  run(host: FilmHost, size: number): Promise<KeptVideo>;
}
