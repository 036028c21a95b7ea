import type { Square } from "../../net/dish";
import type { PaintedDish } from "../picture/painter";

/** Ways to look at a photograph. */
export const photoViews = ["translated", "original", "pair"] as const;
export type PhotoView = (typeof photoViews)[number];

/** What a photograph is made from. */
export interface PhotoSources {
  /** Transferred. */
  readonly frame: ImageBitmap;
  readonly photo: Blob | null;
  readonly mirrored: boolean;
}

export interface OpenedPhoto {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** What the worker offers through Comlink. One worker makes one photograph. */
export interface PhotoWorker {
  open(sources: PhotoSources): Promise<OpenedPhoto>;
  /** The whole picture, small, for the dish finder; transferred. */
  shrink(width: number, height: number): ImageBitmap;
  /** A square of the picture, for the translator; transferred. */
  cut(square: Square, size: number): ImageBitmap;
  /** Once, after everything was cut. */
  paint(dishes: readonly PaintedDish[]): void;
  /** JPEG, mirrored as the live view was, with no metadata. */
  encode(view: PhotoView): Promise<Blob>;
}
