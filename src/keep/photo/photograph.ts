import { transfer } from "comlink";
import type { Dish } from "../../segmentation/types";
import type { Studio } from "../../session";
import { PhotographError } from "../errors";
import { choiceAt } from "../picture/choices";
import type { PaintedDish } from "../picture/painter";
import { translateCut } from "../picture/translate";
import { WorkerTask } from "../worker-task";
import { photoViews, type OpenedPhoto, type PhotoView, type PhotoWorker } from "./contract";
import { dishesOf } from "./dishes-of";
import { photoSizesFor, type Pace } from "./sizes";

/** What is being done. */
export type PhotoStep =
  | { readonly kind: "taking" | "finding" | "finishing" }
  | { readonly kind: "translating"; readonly dish: number; readonly dishes: number };

/** A photograph of the live view, with the dishes translated anew. */
export interface Photograph {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Side of the generator, pixels, the smallest of all dishes; null where no dish was found. */
  readonly size: number | null;
  /** Ids of what the dishes are shown as. */
  readonly domains: readonly string[];
  readonly takenAt: Date;
  /** JPEG files without metadata. */
  readonly views: Readonly<Record<PhotoView, Blob>>;
}

export interface PhotographOptions {
  /** How long the live view's translations take. */
  readonly pace: Pace;
  readonly signal: AbortSignal;
  readonly onStep: (step: PhotoStep) => void;
}

/** Long side of the picture in which dishes are looked for: more than the dish finder's own. */
const foundIn = 640;

/**
 * Takes a photograph with the most pixels that the source has, finds the dishes in it (or takes over those of the live
 * view), translates each at the largest size that the device can make, and puts them in as the live view does.
 *
 * @throws {StudioClosedError} while the lens is not running.
 * @throws {PhotographError} if this browser cannot put it together.
 * @throws {OutOfMemoryError | TranslatorRunError | SegmenterRunError | FrameGoneError} if a stage failed.
 */
export async function takePhotograph(studio: Studio, options: PhotographOptions): Promise<Photograph> {
  const { signal, onStep } = options;
  onStep({ kind: "taking" });
  const takenAt = new Date();
  // The choices of this moment: the next frame may have other dishes.
  const choices = studio.choices();
  const still = await studio.still();
  const task = new WorkerTask<PhotoWorker>({
    worker: new Worker(new URL("./photo-worker.ts", import.meta.url), { type: "module", name: "photo" }),
    signal,
    named: (message, cause) =>
      new PhotographError(`The photograph could not be made: ${message}. Try again.`, { cause }),
  });
  try {
    const opened = await task.call((worker) => worker.open(transfer(still, [still.frame])));
    onStep({ kind: "finding" });
    const found = await findDishes(studio, task, opened, signal);
    const dishes = dishesOf(found, choices, opened);
    const sizes = photoSizesFor(options.pace, dishes.length, (wanted) => studio.fitSize(wanted));
    const painted: PaintedDish[] = [];
    for (const [index, { roi, mask, ellipse }] of dishes.entries()) {
      signal.throwIfAborted();
      onStep({ kind: "translating", dish: index + 1, dishes: dishes.length });
      const choice = choiceAt(choices, ellipse, opened.width, opened.height);
      const cut = (size: number) => task.call((worker) => worker.cut(roi, size));
      const { data, size } = await translateCut(studio, { choice, sizes, cut });
      painted.push({ roi, mask, patch: data, size, strength: choices.strength, steam: choice.steam });
    }
    onStep({ kind: "finishing" });
    await task.call((worker) => worker.paint(painted));
    return {
      ...opened,
      size: painted.length === 0 ? null : Math.min(...painted.map(({ size }) => size)),
      domains: dishes.map(({ ellipse }) => choiceAt(choices, ellipse, opened.width, opened.height).domain),
      takenAt,
      views: await encodeViews(task),
    };
  } finally {
    still.frame.close();
    task.end();
  }
}

async function findDishes(
  studio: Studio,
  task: WorkerTask<PhotoWorker>,
  { width, height }: OpenedPhoto,
  signal: AbortSignal,
): Promise<readonly Dish[]> {
  const scale = Math.min(1, foundIn / Math.max(width, height));
  const [smallWidth, smallHeight] = [Math.round(width * scale), Math.round(height * scale)];
  const small = await task.call((worker) => worker.shrink(smallWidth, smallHeight));
  try {
    const picture = { picture: small, width: smallWidth, height: smallHeight, timestamp: 0, sequence: 0 };
    const mask = await studio.find(picture, signal);
    return studio.createTracker().update(mask, { width, height, timestamp: 0, still: true });
  } finally {
    small.close();
  }
}

async function encodeViews(task: WorkerTask<PhotoWorker>): Promise<Record<PhotoView, Blob>> {
  const [translated, original, pair] = await Promise.all(
    photoViews.map((view) => task.call((worker) => worker.encode(view))),
  );
  if (translated === undefined || original === undefined || pair === undefined) {
    throw new PhotographError("The photograph could not be made: a view of it is missing. Try again.");
  }
  return { translated, original, pair };
}
