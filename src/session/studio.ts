import type { Frame } from "../capture/types";
import type { Dish, Mask } from "../segmentation/types";
import type { DomainWeights, TranslationRequest } from "../translator/types";
import type { DrawnListener } from "./drawing-stage";
import type { Tracker } from "./tracker";

/** A source's newest picture. Whoever gets it closes `frame`. */
export interface Still {
  /** As the live view sees it: upright, not mirrored, at the stream's own size. */
  readonly frame: ImageBitmap;
  /**
   * The same moment with more pixels, encoded: a photo by the camera, or the photo file that is open. It may show another
   * part of the scene than `frame` does.
   */
  readonly photo: Blob | null;
  /** The live view shows it mirrored. */
  readonly mirrored: boolean;
}

/** A dish of the live view and what it is shown as. */
export interface ChosenDish {
  readonly dish: Dish;
  readonly weights: DomainWeights;
  /** Id of the domain. */
  readonly domain: string;
  /** How much it steams, [0, 1]. */
  readonly steam: number;
}

/** Who is shown as what in the live view. */
export interface DishChoices {
  readonly dishes: readonly ChosenDish[];
  /** Size of the frame that the dishes' coordinates refer to, pixels. */
  readonly width: number;
  readonly height: number;
  /** Strength of the effect, [0, 1]. */
  readonly strength: number;
  /** Of every other dish. */
  readonly otherwise: Omit<ChosenDish, "dish">;
}

/** A translated square as bytes. */
export interface PixelPatch {
  /** Straight RGBA, opaque, `size * size`. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly size: number;
}

/**
 * The lens's stages, lent to what is made beside the live view: photographs, recordings, whole videos. Its stages are those
 * of the live view, which makes way for each single piece of work and goes on in between.
 */
export interface Studio {
  /** @throws {StudioClosedError | FrameGoneError} while there is no source, or its picture is gone. */
  still(): Promise<Still>;
  /** The video file that the live view plays, from its beginning; null for all other sources. */
  footage(): Promise<Blob> | null;
  choices(): DishChoices;
  /**
   * Where there are dishes in a picture.
   * @throws {StudioClosedError} without a segmenter, or if it gave no answer within ten seconds.
   * @throws {SegmenterRunError} if it failed twice.
   */
  find(picture: Frame, signal: AbortSignal): Promise<Mask>;
  /** A tracker of its own. @throws {StudioClosedError} before the models are there. */
  createTracker(): Tracker;
  /**
   * @throws {StudioClosedError} without a translator.
   * @throws {OutOfMemoryError | TranslatorRunError | DeviceLostError} as the translator does.
   */
  translate(request: TranslationRequest): Promise<PixelPatch>;
  /** The side nearest to the wanted one that the generator can run at, pixels. */
  fitSize(wanted: number): number;
  /** Calls back in the task of every drawing, while the canvas can be read; returns what ends that. */
  watchDrawings(onDrawn: DrawnListener): () => void;
  /** What the live view is drawn on; null while nothing draws. Another one may take its place. */
  canvas(): HTMLCanvasElement | null;
  /** What the live view shows now, divider and all. @throws {NothingToCaptureError} */
  snapshot(): Promise<ImageBitmap>;
  /** Has the live view stand still, so that the stages are free for longer work; returns what ends that. */
  hold(): () => void;
}
